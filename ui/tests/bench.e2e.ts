import type { Page } from '@playwright/test';
import type { Bench, RuleCheck } from '../src/bindings/api';
import { findings } from './axe';
import { amount, SALES, stage, webhook } from './bodies';
import { expect, test } from './fixture';

const WON = { column_key: 'stge', column_name: 'Stage', filter_predicate: 'is', filter_term: '3', names: { 3: 'Won' } };
const RULE = {
  name: 'Won',
  base: SALES,
  table: 'Deals',
  kind: [],
  person: [],
  action: 'announce',
  where: { filters: [WON] },
};

const bench = (page: Page) => page.getByRole('region', { name: 'On what has happened' });
/** What leads to the change of a row. */
const leads = (page: Page, row: string) =>
  bench(page)
    .getByRole('button')
    .filter({ has: page.locator('time'), hasText: row });
const plain = (text: string | null) => (text ?? '').replaceAll(/[\u2066-\u2069]/g, '');

async function rules(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'What is announced' }).click();
}

async function edit(page: Page, rule: string) {
  await rules(page);
  await page.getByRole('button', { name: new RegExp(`^Edit the rule .*${rule}`) }).click();
}

test('a rule is tried while it is edited', async ({ page, agent }) => {
  await agent.post('/v1/rules', RULE);
  await edit(page, 'Won');
  const status = bench(page).getByRole('status');
  await expect.poll(async () => plain(await status.textContent())).toMatch(/announced 1 of the 6 newest changes/);
  await expect(leads(page, 'Acme GmbH').first()).toBeVisible();
  await expect(bench(page).getByText(/^.*: 1 of 6$/)).toBeAttached();
  // The near misses say what was there instead.
  const missed = bench(page).getByRole('listitem').filter({ hasText: 'Brauerei Köln' });
  expect(plain(await missed.textContent())).toContain('Stage is Won: it is Lost');

  // It follows what is edited, and what is typed is not disturbed.
  await page.getByText('Lost', { exact: true }).click();
  await expect(bench(page).getByRole('listitem').filter({ hasText: 'Brauerei Köln' })).not.toContainText('it is');
  await page.getByText('Keep quiet', { exact: true }).click();
  await expect.poll(async () => plain(await status.textContent())).toMatch(/kept 1 of the 6 newest changes quiet/);
  await page.getByRole('button', { name: 'Add condition' }).click();
  await expect(status).toHaveText('Once nothing is missing, you see here what the rule would have done.');
  await page.getByRole('button', { name: /Remove condition .?2/ }).click();

  // A press leads to the change, and back to the draft.
  await leads(page, 'Brauerei Köln').click();
  await expect(page.getByRole('heading', { name: 'Brauerei Köln' })).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(leads(page, 'Brauerei Köln')).toBeVisible();
});

test('what can’t be tried says why', async ({ page, agent }) => {
  const nothing: Bench = {
    faults: [],
    idle: null,
    examples: [],
    changes: 0,
    since: null,
    fits: 0,
    follows: 0,
    unknown: 0,
    days: [],
    newest: [],
    near_misses: [],
  };
  const broken: Bench = {
    ...nothing,
    faults: [{ fault: 'option_missing', what: 'Stage', detail: 'Gone', message: '' }],
    changes: 1000,
    since: '2026-11-01T10:00:00Z',
    days: [{ day: '2026-11-01', changes: 1000, follows: 0 }],
  };
  const asked: number[] = [];
  let answer: object = { status: 500, json: { code: 'database', message: 'no', values: {} } };
  await page.route('**/v1/bench', async (route) => {
    asked.push(route.request().postDataJSON().changes);
    await route.fulfill(answer);
  });
  await agent.post('/v1/rules', RULE);
  await edit(page, 'Won');
  await expect(bench(page).getByRole('status')).toContainText('The history could not be read');
  answer = { json: nothing };
  await page.getByText('Row added', { exact: true }).click();
  await expect(bench(page).getByRole('status')).toContainText('No change of this place has come yet');
  answer = { json: broken };
  await page.getByText('Row deleted', { exact: true }).click();
  await expect(bench(page)).toContainText('has no option');
  await bench(page)
    .getByRole('button', { name: /up to .?100,000.? changes/ })
    .click();
  await expect.poll(() => asked).toEqual([1000, 1000, 1000, 100_000]);
});

test('changes are kept as examples, and a breach is shown', async ({ page, agent }) => {
  await agent.post('/v1/rules', RULE);
  await edit(page, 'Won');
  const button = (name: RegExp) => bench(page).getByRole('button', { name });
  // The newer of its two changes fits.
  await button(/^Must ring for .?Acme GmbH/)
    .first()
    .click();
  await button(/^Must not ring for .?Brauerei Köln/).click();
  await expect(button(/^Must ring for .?Acme GmbH/).first()).toHaveAttribute('aria-pressed', 'true');
  await expect(bench(page).getByText('must ring, and does', { exact: true })).toBeVisible();
  await expect(bench(page).getByText('must not ring, and does not', { exact: true })).toBeVisible();
  // The rule is edited, and one is breached at once.
  await page.getByText('Lost', { exact: true }).click();
  await expect(bench(page).getByText('must ring, but does not')).toBeVisible();
  await expect(bench(page).getByText('must not ring, but does', { exact: true })).toBeVisible();
  await expect(bench(page).getByRole('status')).toContainText('The rule gets 2 examples wrong.');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Rule saved')).toBeVisible();
  // The list tells it, and the examples are there the next time.
  await expect(page.getByText('The rule gets 2 examples wrong.')).toBeVisible();
  const [kept] = await agent.get<RuleCheck[]>('/v1/checks');
  expect(kept?.examples).toMatchObject([{ rings: true }, { rings: false }]);
  await page.getByRole('button', { name: /^Edit the rule .*Won/ }).click();
  await button(/^Remove the example .?Brauerei Köln/).press('Enter');
  await expect(button(/^Remove the example/)).toHaveCount(1);
  await expect(button(/^Remove the example .?Acme GmbH/)).toBeFocused();
  await page.getByLabel('Name', { exact: true }).fill('Lost deals');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByRole('button', { name: /^Edit the rule .*Lost deals/ })).toBeVisible();
  const [renamed] = await agent.get<RuleCheck[]>('/v1/checks');
  expect(renamed).toMatchObject({ rule: 'Lost deals', examples: [{ rings: true, breached: true }] });
});

test('a rule that can do nothing is marked with the reason', async ({ page, agent }) => {
  await agent.post('/v1/rules', { ...RULE, name: 'First', stop: true });
  await agent.post('/v1/rules', { ...RULE, name: 'Second' });
  await rules(page);
  await expect(page.getByText(/The rule can do nothing: The rule .*First.* above it fits all/)).toBeVisible();
  await page.getByRole('button', { name: /^Edit the rule .*Second/ }).click();
  await expect(bench(page).getByText(/The rule can do nothing/)).toBeVisible();
  await page.getByText('Lost', { exact: true }).click();
  await expect(bench(page).getByText(/The rule can do nothing/)).toHaveCount(0);
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });
    test('axe finds nothing in the bench', async ({ page, agent }) => {
      await agent.webhook(webhook({ row: 'Acme GmbH', cells: [stage('1', '3'), amount(1, 2)] }));
      await agent.post('/v1/rules', RULE);
      await edit(page, 'Won');
      await bench(page)
        .getByRole('button', { name: /^Must not ring for .?Acme/ })
        .first()
        .click();
      await expect(bench(page).getByText('must not ring, but does', { exact: true })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.setViewportSize({ width: 500, height: 700 });
      expect(await findings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(500);
    });
  });
}
