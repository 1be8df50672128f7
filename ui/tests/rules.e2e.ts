import type { Page } from '@playwright/test';
import type { Rule } from '../src/bindings/api';
import { findings } from './axe';
import { amount, name, PEOPLE, SALES, stage, webhook } from './bodies';
import { expect, test } from './fixture';

async function rules(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'What is announced' }).click();
}

const words = (page: Page) => page.getByRole('region', { name: 'The rule in words' });

/** Goes on with the tab key until something of this name has the focus. */
async function tabTo(page: Page, name: string | RegExp, role?: string) {
  for (let pressed = 0; pressed < 80; pressed++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      const labelled = element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent;
      return { name: labelled?.trim() ?? '', role: element?.getAttribute('role') ?? element?.tagName.toLowerCase() };
    });
    const fits = typeof name === 'string' ? focused.name === name : name.test(focused.name);
    if (fits && (role === undefined || focused.role === role)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The tab key does not lead to ${name}.`);
}

/** Chooses in a list by typing the beginning of a name, as on any desktop. */
async function choose(page: Page, list: string, typed: string, wanted: string) {
  await tabTo(page, list, 'select');
  const chosen = () =>
    page.evaluate(() => (document.activeElement as HTMLSelectElement).selectedOptions[0]?.textContent);
  if ((await chosen()) === wanted) return;
  await page.keyboard.type(typed);
  await expect.poll(chosen).toBe(wanted);
}

test('a rule is built with the keyboard alone', async ({ page, agent }) => {
  await agent.post('/v1/me', { person: PEOPLE.Anna, name: null, not: false });
  await rules(page);
  await tabTo(page, 'New rule');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New rule' })).toBeFocused();

  await choose(page, 'Base', 'Sa', 'Sales');
  await choose(page, 'Table', 'De', 'Deals');
  await expect(page.getByRole('button', { name: 'Add condition' })).not.toHaveAttribute('aria-disabled');
  await tabTo(page, 'Add condition');
  await page.keyboard.press('Enter');
  await choose(page, 'Column', 'St', 'Stage');
  await choose(page, 'Predicate', 'is', 'is');
  await tabTo(page, /Lead|Quoted|Won/);
  for (let pressed = 0; pressed < 4; pressed++) {
    if (await page.getByRole('radio', { name: 'Won' }).isChecked()) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(page.getByRole('radio', { name: 'Won' })).toBeChecked();
  await tabTo(page, 'Add condition');
  await page.keyboard.press('Enter');
  await choose(page, 'Column', 'Am', 'Amount');
  await choose(page, 'Predicate', '> ', '> is greater than');
  await tabTo(page, 'Value');
  await page.keyboard.type('10,000');
  await tabTo(page, 'Anyone');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, 'Only at certain times');
  await page.keyboard.press('Space');
  await tabTo(page, 'From');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('8');
  await tabTo(page, 'To');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('18');
  await tabTo(page, 'Save rule');
  await expect
    .poll(async () => (await words(page).locator('p').first().textContent())?.replaceAll(/[\u2066-\u2069]/g, ''))
    .toBe(
      'When it becomes true of a row in Sales › Deals that Stage is Won and Amount is greater than 10,000, not by me, Mon–Fri 08:00–18:00: announce.',
    );
  await page.keyboard.press('Enter');
  await expect(page.getByText('Rule saved')).toBeVisible();

  const [made] = await agent.get<Rule[]>('/v1/rules');
  expect(made).toMatchObject({
    base: expect.stringContaining('-'),
    table: '0000',
    by: ['not_me'],
    during: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' },
    where: {
      filter_conjunction: 'And',
      filters: [
        { column_key: 'stge', column_name: 'Stage', filter_predicate: 'is', filter_term: '3', names: { 3: 'Won' } },
        { column_key: 'amnt', column_name: 'Amount', filter_predicate: 'greater', filter_term: 10_000 },
      ],
    },
    action: 'announce',
  });
  // The list says the same, and the focus is not lost.
  await expect(page.getByText(/Stage.*is Won.*and.*Amount.*is greater than/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'New rule' })).toBeFocused();
});

test('a rule is changed in its place, and one that can’t be shown stays as it is', async ({ page, agent }) => {
  const filter = {
    column_key: 'stge',
    column_name: 'Stage',
    filter_predicate: 'is',
    filter_term: '3',
    names: { 3: 'Won' },
  };
  const rule = { base: SALES, table: 'Deals', kind: [], person: [], action: 'announce' };
  const deep = { filter_conjunction: 'And', filters: [{ filter_conjunction: 'Or', filters: [filter] }] };
  await agent.post('/v1/rules', { ...rule, name: 'First', where: { filters: [filter] } });
  await agent.post('/v1/rules', { ...rule, name: 'Deep', where: { filters: [deep] } });
  await agent.post('/v1/rules', { ...rule, name: 'Last', person: [PEOPLE.Jonas] });
  const before = await agent.get<Rule[]>('/v1/rules');
  await rules(page);
  await expect(page.getByText('only the settings file shows')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Edit the rule .*Deep/ })).toHaveCount(0);

  // Saved as it is, it is what it was.
  await page.getByRole('button', { name: /^Edit the rule .*First/ }).click();
  await expect(page.getByRole('radio', { name: 'Won' })).toBeChecked();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Rule saved')).toBeVisible();
  expect(await agent.get<Rule[]>('/v1/rules')).toEqual(before);

  await page.getByRole('button', { name: /^Edit the rule .*First/ }).click();
  await page.getByText('Lost', { exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Lost deals');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByRole('button', { name: /^Edit the rule .*Lost deals/ })).toBeVisible();
  const after = await agent.get<Rule[]>('/v1/rules');
  expect(after.map(({ name }) => name)).toEqual(['Lost deals', 'Deep', 'Last']);
  expect(after.slice(1)).toEqual(before.slice(1));
});

test('what is missing or refused is said where it is, and nothing is lost', async ({ page, agent }) => {
  await agent.post('/v1/rules', {
    name: 'Taken',
    base: null,
    table: null,
    kind: [],
    person: ['importer@x'],
    action: 'mute',
  });
  await rules(page);
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByLabel('Base').selectOption('Sales');
  await page.getByLabel('Table').selectOption('Deals');
  await page.getByRole('button', { name: 'Add condition' }).click();
  const first = page.getByRole('group', { name: /^Condition .?1/ });
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(first.getByText('Choose a column.')).toBeVisible();
  await expect(first.getByLabel('Column')).toBeFocused();
  await first.getByLabel('Column').selectOption('Notes');
  await first.getByLabel('Predicate').selectOption('fits the pattern');
  await first.getByLabel('Value').fill('(');
  await page.getByLabel('Name', { exact: true }).fill('Taken');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('There is already a rule named')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(first.getByText('This pattern can’t be used')).toBeVisible();
  await expect(first.getByLabel('Value')).toHaveValue('(');

  // Looking at something else keeps the draft.
  await page.getByRole('navigation').getByRole('button', { name: 'People' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'What is announced' }).click();
  await expect(first.getByLabel('Value')).toHaveValue('(');
  await first.getByLabel('Value').fill('offer|support');
  await page.getByText('These people').click();
  await page.getByText('Me', { exact: true }).click();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('does not know', { exact: false }).first()).toBeVisible();
  await page.getByText('Anyone', { exact: true }).click();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Rule saved')).toBeVisible();
  expect((await agent.get<Rule[]>('/v1/rules'))[1]).toMatchObject({ name: expect.stringContaining('Notes') });
});

test('a rule that is gone meanwhile is not lost', async ({ page, agent }) => {
  await agent.post('/v1/rules', {
    name: 'Old',
    base: SALES,
    table: null,
    kind: [],
    person: ['x@auth.local'],
    action: 'mute',
  });
  await rules(page);
  await page.getByRole('button', { name: /^Edit the rule .*Old/ }).click();
  await page.getByText('Stop here').click();
  await agent.delete('/v1/rules/Old');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('no longer')).toBeVisible();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Rule saved')).toBeVisible();
  expect(await agent.get<Rule[]>('/v1/rules')).toMatchObject([{ name: 'Old', stop: true }]);
});

test('templates are filled with what was seen', async ({ page, agent }) => {
  await agent.webhook(
    webhook({ op: 'insert_row', row: 'Umbrella', cells: [name('Umbrella'), stage('', '3'), amount(null, 5)] }),
  );
  await rules(page);
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('button', { name: /Stage.* becomes .*Won/ }).click();
  await expect(page.getByLabel('Base')).toBeFocused();
  await expect(words(page)).toContainText('Stage');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Rule saved')).toBeVisible();
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByRole('button', { name: /A payment is entered/ }).click();
  await expect(words(page)).toContainText('is not empty');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'New rule' })).toBeFocused();
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });
    test('axe finds nothing in the editor', async ({ page, agent }) => {
      void agent;
      await rules(page);
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByRole('button', { name: /Stage.* becomes/ }).click();
      await page.getByRole('button', { name: 'Add condition' }).click();
      await page.getByRole('button', { name: 'Add filter group' }).click();
      await page.getByText('These people').click();
      await page.getByLabel('Only at certain times').click();
      await page.getByRole('button', { name: 'Save rule' }).click();
      await page.getByRole('button', { name: 'Columns to watch' }).click();
      expect(await findings(page)).toEqual([]);
      await page.setViewportSize({ width: 500, height: 700 });
      expect(await findings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(500);
    });
  });
}

test('a rule at SeaTable is taken over, to ring once it comes to fit', async ({ page, agent }) => {
  await rules(page);
  await page.getByRole('button', { name: 'From SeaTable…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rules at SeaTable' });
  // Without an account nothing can be asked.
  await expect(dialog.getByRole('alert')).toContainText('account');
  await dialog.getByRole('button', { name: 'Close' }).click();

  const theirs = { automation: false, differences: [], not_offered: null, added: null };
  const rule: Rule = {
    name: 'Deal won',
    base: SALES,
    table: 'Deals',
    kind: ['row_changed'],
    person: [],
    columns: ['Stage'],
    where: {
      filter_conjunction: 'And',
      filters: [{ column_name: 'Stage', filter_predicate: 'is', filter_term: 'Won' }],
    },
    when: 'every_change',
    action: 'announce',
  };
  const offered = { ...theirs, name: 'Deal won', rule, differences: [{ what: 'view', view: 'Open deals' }] };
  const due = { ...theirs, name: 'Due soon', automation: true, rule: null, not_offered: { why: 'deadline' } };
  const listed = [{ server: '', uuid: SALES, name: 'Sales', rules: [offered, due], problem: null }];
  await page.route('**/v1/seatable_rules', (route) => route.fulfill({ json: listed }));
  await page.getByRole('button', { name: 'From SeaTable…' }).click();
  await expect(dialog).toContainText('is Won');
  await expect(dialog).toContainText('Open deals');
  await expect(dialog).toContainText('it waits for a date to come near');
  expect(await findings(page)).toEqual([]);
  await dialog.getByText('once, when this becomes true').click();
  await dialog.getByRole('button', { name: /Add the rule .*Deal won/ }).click();
  await expect(dialog).toContainText('There already, as');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: /Remove the rule .*Deal won/ })).toBeVisible();
  expect((await agent.get<Rule[]>('/v1/rules')).map(({ name, when }) => [name, when])).toEqual([
    ['Deal won', 'became'],
  ]);
});
