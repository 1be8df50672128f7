import type { Page as Changes, Entry } from '../src/bindings/api';
import { note, stage, webhook } from './bodies';
import { expect, test } from './fixture';

test('the history shows what changed, grouped and folded, with details in the column’s type', async ({
  page,
  agent,
}) => {
  void agent;
  const acme = page.getByRole('option', { name: /Acme GmbH/ });
  await expect(acme).toHaveCount(1);
  await expect(acme).toHaveAccessibleName(/3 edits/);
  await acme.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Acme GmbH');
  const cells = page.getByRole('table', { name: 'Cells' });
  await expect(cells.getByRole('row', { name: /Stage/ })).toContainText('Won');
  await expect(cells.locator('ins').first()).toContainText('signed');
  await expect(page.getByText('Not signed', { exact: false })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'This row’s story' })).toBeVisible();
  await page.getByRole('button', { name: 'Raw request' }).click();
  await expect(page.getByRole('region', { name: 'Body' })).toContainText('"row_name": "Acme GmbH"');
});

test('what is opened becomes read, and can be made unread', async ({ page, agent }) => {
  const brewery = page.getByRole('option', { name: /Brauerei/ });
  await expect(brewery).toHaveAccessibleName(/^unread/);
  await brewery.click();
  await expect(brewery).not.toHaveAccessibleName(/^unread/);
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBe(6);
  await page.getByRole('button', { name: 'Mark as unread' }).click();
  await expect(brewery).toHaveAccessibleName(/^unread/);
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBe(7);
});

test('search as you type, with hits marked and filters as chips', async ({ page, agent }) => {
  void agent;
  await page.getByRole('searchbox').fill('koln');
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(page.locator('[role="option"] mark').first()).toHaveText('Köln');
  await page.getByRole('searchbox').fill('');
  await expect(page.getByRole('option')).toHaveCount(5);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await expect(page.getByLabel('Base', { exact: true })).toBeFocused();
  await page.getByLabel('What happened').selectOption('row_deleted');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.getByRole('button', { name: /Remove the filter/ }).click();
  await expect(page.getByRole('option')).toHaveCount(5);
  await page
    .getByRole('button', { name: /^Tasks/ })
    .first()
    .click();
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await page.getByRole('button', { name: 'Show all changes' }).click();
  await expect(page.getByRole('option')).toHaveCount(5);
});

test('a deletion can be undone, and is carried out when it is not', async ({ page, agent }) => {
  const brewery = page.getByRole('option', { name: /Brauerei/ });
  await brewery.click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(brewery).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(brewery).toHaveCount(1);
  await brewery.click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(async () => (await agent.get<{ total: number }>('/v1/status')).total).toBe(6);
});

test('a deletion is carried out when the window closes', async ({ page, agent }) => {
  await page.getByRole('option', { name: /Brauerei/ }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.goto('about:blank');
  await expect.poll(async () => (await agent.get<{ total: number }>('/v1/status')).total).toBe(6);
});

test('all can be marked as read, and that taken back', async ({ page, agent }) => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Mark all/ }).click();
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBe(7);
  await expect(page.getByRole('option', { name: /Brauerei/ })).toHaveAccessibleName(/^unread/);
});

test('of a filtered list only that is marked as read', async ({ page, agent }) => {
  await page.getByRole('searchbox').fill('acme');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: /Mark all of these/ }).click();
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBe(4);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBe(7);
});

test('new changes come by themselves, and wait while something is read', async ({ page, agent }) => {
  await agent.webhook(webhook({ row: 'Zebra Ltd', cells: [stage('1', '3')] }));
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/Zebra Ltd/);
  await page.getByRole('option', { name: /Northwind/ }).click();
  await agent.webhook(webhook({ row: 'Yak Inc', cells: [stage('1', '2')] }));
  await page.getByRole('button', { name: /1 new/ }).click();
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/Yak Inc/);
});

test('keys are for the list, also after a click beside it', async ({ page, agent }) => {
  void agent;
  const unread = page.getByRole('button', { name: /^Unread/ });
  await unread.click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  const selected = page.getByRole('option', { selected: true });
  await expect(selected).toHaveCount(1);
  const name = await selected.locator('.name').textContent();
  const opened = page.waitForRequest('**/v1/open');
  await page.keyboard.press('Enter');
  await opened;
  await expect(selected.locator('.name')).toHaveText(name!);
  // A button keeps the keys that press it.
  await unread.focus();
  await page.keyboard.press('Enter');
  await expect(selected).toHaveCount(0);
});

test('a search shows where it was found', async ({ page, agent }) => {
  await agent.webhook(
    webhook({ row: 'Long text', cells: [note('Nothing yet.', `${'Many words. '.repeat(90)}Harbour support.`)] }),
  );
  await page.getByRole('searchbox').fill('harbour');
  const row = page.getByRole('option', { name: /Long text/ });
  await expect(row).toContainText('Harbour');
  await row.click();
  await expect(page.locator('.diff mark')).toHaveText('Harbour');
  await expect(page.locator('.diff mark')).toBeInViewport();
});

test('what is filtered is exported', async ({ page, agent }) => {
  void agent;
  await page.getByRole('searchbox').fill('acme');
  await expect(page.getByRole('option')).toHaveCount(1);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem', { name: /Export/ })).toHaveText([/spreadsheet/, /CSV/, /JSON/]);
  await page.getByRole('menuitem', { name: /JSON/ }).click();
  const stream = await (await download).createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const entries = JSON.parse(Buffer.concat(parts).toString()) as Entry[];
  expect(entries.map((entry) => entry.row.name)).toEqual(['Acme GmbH', 'Acme GmbH', 'Acme GmbH']);
  await expect(page.getByText(/^Exported to .*rowbell-.*\.json/)).toBeVisible();
});

test('a chart’s bar and a person narrow the list', async ({ page, agent }) => {
  void agent;
  await page.getByRole('button', { name: 'Insight' }).click();
  await page.getByRole('button', { name: /Jonas/ }).click();
  await expect(page.getByRole('option')).toHaveCount(4);
  const chart = page.getByRole('slider', { name: 'Changes over time' });
  await chart.focus();
  await page.keyboard.press('End');
  await expect(chart).toHaveAttribute('aria-valuetext', /change/);
});

test('the list is smooth and complete over many pages', async ({ page, agent }) => {
  const many = 450;
  for (let at = 0; at < many; at++) {
    await agent.webhook(webhook({ row: `Row ${String.fromCharCode(97 + (at % 26))}${at}`, op: 'delete_row' }));
  }
  await agent.has(many + 7);
  await page.reload();
  const list = page.locator('[data-list] .viewport');
  // What is read stays selected, and does not pull the list back.
  await page.getByRole('option').first().click();
  await expect
    .poll(
      async () => {
        await list.evaluate((element) => element.scrollBy(0, 5000));
        return page.getByRole('option', { name: /Old lead/ }).count();
      },
      { timeout: 15_000, intervals: [30] },
    )
    .toBe(1);
  expect(await page.getByRole('option').count()).toBeLessThan(60);
  const all = await agent.get<Changes>('/v1/history?limit=1000');
  expect(all.entries).toHaveLength(many + 7);
  // Another list begins at its top.
  await page.getByRole('button', { name: /^Unread/ }).click();
  await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBe(0);
  await expect(page.getByRole('option').first()).toBeInViewport();
});

test('edits of one row fold across pages', async ({ page, agent }) => {
  const before = 90;
  const edits = 30;
  for (let at = 0; at < edits; at++)
    await agent.webhook(webhook({ row: 'Edited', cells: [stage('1', String((at % 3) + 2))] }));
  for (let at = 0; at < before; at++) await agent.webhook(webhook({ row: `New ${at}`, op: 'delete_row' }));
  await agent.has(before + edits + 7);
  await page.reload();
  const edited = page.getByRole('option', { name: /Edited/ });
  const list = page.locator('[data-list] .viewport');
  await expect
    .poll(async () => {
      await list.evaluate((element) => element.scrollBy(0, 2000));
      return edited.count();
    })
    .toBe(1);
  await expect(edited).toHaveAccessibleName(/30 edits/);
});

test('a list taller than a web view can draw is whole, and moves as one scrolls', async ({ page, agent }) => {
  // So many changes would take the agent a while; the page can't tell these from its own.
  const [pages, each] = [45, 1000];
  const { entries } = await agent.get<Changes>('/v1/history?limit=1');
  await page.route('**/v1/history?*', async (route) => {
    const before = Number(new URL(route.request().url()).searchParams.get('before') ?? pages * each);
    const made = Array.from({ length: Math.min(each, before) }, (_, at) => {
      const id = before - 1 - at;
      return { ...entries[0], id, title: `Row ${id}`, row_id: `row-${id}` };
    });
    await route.fulfill({ json: { entries: made, next: before > each ? before - each : null } });
  });
  await agent.post('/v1/settings', { key: 'window.text_size', value: 200 });
  await page.reload();
  const list = page.locator('[data-list] .viewport');
  const row = (id: number) => page.getByRole('option', { name: new RegExp(`Row ${id}\\b`) });
  await expect(row(pages * each - 1)).toBeVisible();
  await expect
    .poll(
      async () => {
        await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return row(0).count();
      },
      { timeout: 40_000, intervals: [20] },
    )
    .toBe(1);
  await expect(row(0)).toBeInViewport();
  expect(await list.evaluate((element) => element.scrollHeight)).toBeLessThanOrEqual(4_000_000);
  // In the middle, where the bar is scaled, the wheel moves the rows by what it turns.
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  await expect(page.getByRole('option', { name: /Row 2\d{4}\b/ }).first()).toBeVisible();
  const middle = page.getByRole('option').nth(8);
  const name = await middle.locator('.name').textContent();
  const place = async () => (await page.getByRole('option').filter({ hasText: name! }).boundingBox())!.y;
  const from = await place();
  await list.hover();
  await page.mouse.wheel(0, 120);
  await expect.poll(place).toBe(from - 120);
  await page.mouse.wheel(0, -240);
  await expect.poll(place).toBe(from + 120);
  await list.evaluate((element) => element.scrollTo(0, 0));
  await expect(row(pages * each - 1)).toBeInViewport();
});

test('a difference can be told apart, and is copied as the texts are', async ({ page, agent, context }) => {
  void agent;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('option', { name: /Acme/ }).click();
  const diff = page.locator('.diff');
  const gap = await diff.evaluate((element) => {
    const removed = [...element.querySelectorAll('del')].find((one) => one.nextElementSibling?.tagName === 'INS')!;
    const [old, next] = [removed.getBoundingClientRect(), removed.nextElementSibling!.getBoundingClientRect()];
    return next.top === old.top ? next.left - old.right : 0;
  });
  expect(gap).toBeGreaterThan(2);
  await expect(diff.locator('ins').first()).toHaveText(/^added: /);
  await expect(diff.locator('del').first()).toHaveText(/^removed: /);
  await diff.evaluate((element) => getSelection()!.selectAllChildren(element));
  await page.keyboard.press('Control+c');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const shown = await diff.evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    for (const spoken of copy.querySelectorAll('.unseen')) spoken.remove();
    return copy.textContent;
  });
  expect(copied.trim()).toBe(shown);
});

test('hostile texts are only texts', async ({ page, agent }) => {
  const bad = '<img src=x onerror="document.title=\'owned\'">';
  const bidi = 'abc\u202Egnp.exe';
  const long = `${'very-long-'.repeat(200)}end`;
  await agent.webhook(
    webhook({
      row: bad,
      table: '<b>Tasks</b>',
      cells: [note(bad, `${bad} and then some more words that are new here`)],
    }),
  );
  await agent.webhook(webhook({ row: bidi, cells: [note('', bidi)] }));
  await agent.webhook(webhook({ row: long, cells: [note(long, `${long} more`)] }));
  // Once something is read, what comes waits.
  await expect(page.getByRole('option')).toHaveCount(8);
  for (const row of await page.getByRole('option').all()) {
    await row.click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await page.getByRole('option', { name: /<img src=x/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(bad);
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle('Rowbell');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
