import type { Page } from '@playwright/test';
import type { Agent } from './agent';
import { stage, webhook } from './bodies';
import { expect, test } from './fixture';

const works = (page: Page) => page.getByText(/It works\. The change was here after/);
const waits = (page: Page) => page.locator('.waiting');
const first = () => webhook({ row: 'First', cells: [stage('1', '2')] });

/** To where the address is, with a secret made. */
async function withSecret(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Use the local address' }).click();
  await page.getByRole('button', { name: 'Make a secret' }).click();
  const secret = page.getByLabel('Secret', { exact: true });
  await expect(secret).toBeFocused();
  return secret.inputValue();
}

const forge = (agent: Agent) => expect(agent.webhook(first())).rejects.toThrow('401');

test('the first run leads to the first change', async ({ page, fresh }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Know what changes in SeaTable');
  // What a way is good for, what it needs and what it can't are told apart at a glance.
  const icons = page.locator('section').first().locator('li svg');
  expect(new Set(await icons.evaluateAll((all) => all.map((icon) => icon.innerHTML))).size).toBe(3);
  await page.getByRole('button', { name: 'Use a token' }).click();
  // This agent keeps secrets in a file.
  await expect(
    page.getByText('It is kept in a file that only you can read and sent to your server only.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is no token yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  const secret = await withSecret(page);
  const send = page.getByRole('button', { name: 'Send a test change' });
  await send.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/It works here: the test change was in the history after/)).toBeVisible();
  await expect(send).toBeFocused();
  // A test change is no change of SeaTable's.
  await expect(waits(page)).toContainText('The test change came through here.');
  await expect(works(page)).toHaveCount(0);
  fresh.secret = secret;
  await fresh.webhook(first());
  await expect(works(page)).toBeInViewport();
  await expect(waits(page)).toContainText('Deals · 4bc9a7');
  await page.getByRole('button', { name: 'Show the history' }).click();
  await expect(page.getByRole('option')).toHaveCount(2);
});

test('a change with a wrong signature is no success, and is waited on', async ({ page, fresh }) => {
  const secret = await withSecret(page);
  fresh.secret = 'mistyped';
  await forge(fresh);
  await expect(waits(page)).toContainText('its signature does not fit');
  await expect(waits(page)).toContainText('five refusals');
  await expect(works(page)).toHaveCount(0);
  fresh.secret = secret;
  await fresh.webhook(first());
  await expect(works(page)).toBeVisible();
});

for (const size of [
  { width: 1200, height: 800 },
  { width: 1420, height: 860 },
]) {
  test(`what is waited for is in sight at ${size.width} x ${size.height}`, async ({ page, fresh }) => {
    void fresh;
    await page.setViewportSize(size);
    await page.getByRole('button', { name: 'Use the local address' }).click();
    await expect(page.getByText('Waiting for your first change.')).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('heading', { name: 'Make a secret' })).toBeInViewport();
  });
}

test('Escape leads a step back, and what was typed stays', async ({ page, fresh }) => {
  void fresh;
  await page.getByRole('button', { name: 'Use a token' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connect with an API token' })).toBeFocused();
  await page.getByLabel('API token', { exact: true }).fill('half a tok');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Use a token' })).toBeVisible();
  await page.getByRole('button', { name: 'Use a token' }).click();
  await expect(page.getByLabel('API token', { exact: true })).toHaveValue('half a tok');
});
