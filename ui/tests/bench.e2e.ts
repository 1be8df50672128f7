import type { Page } from '@playwright/test';
import type { Bench } from '../src/bindings/api';
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
const plain = (text: string | null) => (text ?? '').replaceAll(/[\u2066-\u2069]/g, '');

async function edit(page: Page, rule: string) {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'What is announced' }).click();
  await page.getByRole('button', { name: new RegExp(`^Edit the rule .*${rule}`) }).click();
}

test('a rule is tried while it is edited', async ({ page, agent }) => {
  await agent.post('/v1/rules', RULE);
  await edit(page, 'Won');
  const status = bench(page).getByRole('status');
  await expect.poll(async () => plain(await status.textContent())).toMatch(/announced 1 of the 6 newest changes/);
  const fits = bench(page).getByRole('list').filter({ hasText: 'Acme GmbH' }).first();
  await expect(fits.getByRole('button', { name: /Acme GmbH/ })).toBeVisible();
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
  await bench(page)
    .getByRole('button', { name: /Brauerei Köln/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Brauerei Köln' })).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(bench(page).getByRole('button', { name: /Brauerei Köln/ })).toBeVisible();
});

test('what can’t be tried says why', async ({ page, agent }) => {
  const nothing: Bench = {
    faults: [],
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
    faults: [{ fault: 'option_missing', what: 'Stage', detail: 'Gone' }],
    changes: 1000,
    since: '2026-11-01T10:00:00Z',
    days: [{ day: '2026-11-01', changes: 1000, follows: 0 }],
  };
  const asked: number[] = [];
  let answer: object = { status: 500, json: { code: 'database', message: 'no', values: {} } };
  await page.route('**/v1/rules/bench', async (route) => {
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

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });
    test('axe finds nothing in the bench', async ({ page, agent }) => {
      await agent.webhook(webhook({ row: 'Acme GmbH', cells: [stage('1', '3'), amount(1, 2)] }));
      await agent.post('/v1/rules', RULE);
      await edit(page, 'Won');
      await expect(bench(page).getByText('Only just missed')).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.setViewportSize({ width: 500, height: 700 });
      expect(await findings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(500);
    });
  });
}
