// Webhooks by a relay, as the window sets them up and tells of them.

import type { Page } from '@playwright/test';
import type { AddedRelay, Page as Changes, EndpointView, Status, UrlView } from '../src/bindings/api';
import type { Agent } from './agent';
import { findings } from './axe';
import { stage, webhook } from './bodies';
import { expect, test } from './fixture';

const endpoints = async (agent: Agent) => (await agent.get<Status>('/v1/status')).endpoints;
const mailboxes = async (agent: Agent) => (await endpoints(agent)).filter((endpoint) => endpoint.relay);
const add = (agent: Agent, address: string, name: string) =>
  agent.post<AddedRelay>('/v1/relays', { address, invitation: null, name });
const urlOf = async (agent: Agent, name: string) =>
  (await agent.get<UrlView[]>('/v1/urls')).find((url) => url.name === name)!.url;
const post = async (url: string, row: string) =>
  (await fetch(url, { method: 'POST', body: JSON.stringify(webhook({ row, cells: [stage('1', '2')] })) })).status;
const field = (page: Page) => page.getByLabel('Address of the relay, or invitation link');
const isLive = (agent: Agent, name: string) =>
  expect
    .poll(async () => (await mailboxes(agent)).find((endpoint) => endpoint.name === name)?.relay?.state)
    .toBe('live');

async function toAddresses(page: Page) {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'Addresses' }).click();
}

/** The card of an address. */
const card = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true, level: 2 }) });

test('the first run leads to the first change by a relay', async ({ page, fresh, relay }) => {
  await page.getByRole('button', { name: 'Use a relay' }).click();
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is no address yet' })).toBeVisible();
  await field(page).fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing answers' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await field(page).fill(relay.address);
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText(/Connected since/)).toBeVisible();
  const url = await page.getByLabel('Address', { exact: true }).inputValue();
  expect(url).toMatch(new RegExp(`^${relay.address}/in/[\\w-]{22}$`));
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make a secret' }).click();
  const secret = page.getByLabel('Secret', { exact: true });
  await expect(secret).not.toHaveValue('');
  await page.getByRole('button', { name: 'Send a test change' }).click();
  await expect(page.getByText(/It works here/)).toBeVisible();
  // A relay knows no secret and takes what is badly signed, so there is no refusal to speak of.
  const change = webhook({ row: 'First', cells: [stage('1', '2')] });
  fresh.secret = 'mistyped';
  await fresh.webhook(change, url);
  await expect(page.getByText(/its signature does not fit/)).not.toContainText('refusals');
  fresh.secret = await secret.inputValue();
  await fresh.webhook(change, url);
  await expect(page.getByText(/It works\. The change was here after/)).toBeVisible();
  const card = page.locator('.waiting .card');
  await card.evaluate((card) => Promise.all(card.getAnimations().map((arrival) => arrival.finished)));
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show the history' }).click();
  await expect(page.getByText('Webhook by a relay')).toBeVisible();
  await expect(page.getByText('Signed with your secret, and checked.')).toBeVisible();
  const { entries } = await fresh.get<Changes>('/v1/history');
  expect(entries.map(({ source }) => source)).toEqual(['relay', 'relay', 'relay']);
});

test('only what comes by the relay is waited for, and Back leads back', async ({ page, fresh, relay }) => {
  const { url } = await add(fresh, relay.address, 'home');
  // Set up elsewhere, it is taken up here.
  await expect(page.getByText(/Mailbox at the relay/)).toBeVisible();
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue(url);
  await fresh.webhook(webhook({ row: 'Not this one' }));
  await fresh.has(1);
  await expect(page.getByText(/Waiting for your first change/)).toBeVisible();
  expect(await post(url, 'This one')).toBe(200);
  await expect(page.getByText(/It works\. The change was here after/)).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('button', { name: 'Use a relay' })).toBeVisible();
});

test('a relay that takes invitations asks for one', async ({ page, fresh, closed }) => {
  await page.getByRole('button', { name: 'Use a relay' }).click();
  await field(page).fill(closed.address);
  await expect(page.getByLabel('Invitation', { exact: true })).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'needs an invitation' })).toBeVisible();
  const code = page.getByLabel('Invitation', { exact: true });
  await expect(code).toBeFocused();
  await page.keyboard.type('AAAAAAAAAAAAAAAAAAAAAA');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'mistyped, used up or expired' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  const link = await closed.invite();
  await code.fill(new URL(link).searchParams.get('invitation')!);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Connected since/)).toBeVisible();
  // The link of that invitation is used up; it can be seen what is in it.
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Use a relay' }).click();
  await field(page).fill(link);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'used up' })).toBeVisible();
  await expect(field(page)).toHaveValue(closed.address);
  await expect(code).toHaveValue(new URL(link).searchParams.get('invitation')!);
  expect(await mailboxes(fresh)).toHaveLength(1);
});

test('an invitation that is clicked sets nothing up by itself', async ({ page, agent, closed }) => {
  await expect(page.getByRole('option').first()).toBeVisible();
  const link = await closed.invite();
  await agent.post('/v1/activate', { token: null, link });
  await expect(field(page)).toHaveValue(link);
  await expect(page.getByText(/You have opened an invitation to the relay .*127\.0\.0\.1/)).toBeVisible();
  expect(await mailboxes(agent)).toEqual([]);
  // Another one, while this page is open.
  const other = await closed.invite();
  await agent.post('/v1/activate', { token: null, link: other });
  await expect(field(page)).toHaveValue(other);
  expect(await mailboxes(agent)).toEqual([]);
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText(/Connected since/)).toBeVisible();
  expect(await mailboxes(agent)).toHaveLength(1);
});

test('who has a mailbox is past the first run', async ({ page, fresh, relay }) => {
  await expect(page.getByRole('button', { name: 'Use a relay' })).toBeVisible();
  await add(fresh, relay.address, 'home');
  await isLive(fresh, 'home');
  await page.reload();
  await expect(page.getByText('No changes yet')).toBeVisible();
  const line = page.getByRole('region', { name: 'Connections' }).getByRole('listitem').filter({ hasText: 'home' });
  await expect(line).toContainText('nothing yet');
  await expect(line).toHaveAttribute('title', /Connected since/);
  await expect(page.getByText('Local address')).toHaveCount(0);
  await relay.kill();
  await expect(line).toContainText(/again at|waiting/);
  await expect(line).toHaveAttribute('title', /Not connected/);
  await relay.start();
  await fresh.post('/v1/test', { endpoint: 'home' }).catch(() => undefined);
  await expect(line).toContainText('a moment ago', { timeout: 40_000 });
});

test('relays are looked after in the settings', async ({ page, agent, relay, closed }) => {
  await toAddresses(page);
  const form = page.locator('form').filter({ has: field(page) });
  await field(page).fill(await closed.invite());
  await form.getByRole('button', { name: 'Set up' }).click();
  const first = card(page, '127.0.0.1');
  await expect(first.getByText(/Connected since/)).toContainText(/Last heard .*a moment ago/);
  await expect(field(page)).toHaveValue('');
  await field(page).fill(relay.address);
  await form.getByRole('button', { name: 'Set up' }).click();
  const second = card(page, '127.0.0.1 2');
  await expect(second.getByText(/Connected since/)).toBeVisible();
  expect(await findings(page)).toEqual([]);

  // A new address beside the old one, until that is ended.
  const old = await second.getByLabel('Address', { exact: true }).inputValue();
  await second.getByRole('button', { name: 'New address' }).click();
  await expect(second.getByText(/the previous one is still valid/)).toBeVisible();
  await expect(second.getByLabel('Address', { exact: true })).not.toHaveValue(old);
  const renewed = await second.getByLabel('Address', { exact: true }).inputValue();
  await expect.poll(() => post(renewed, 'By the new one')).toBe(200);
  expect(await post(old, 'By the old one')).toBe(200);
  await second.getByRole('button', { name: 'Revoke the old address' }).click();
  await expect(page.getByRole('dialog')).toContainText('after five refusals');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the old address' }).click();
  await expect(second.getByText(/the previous one is still valid/)).toHaveCount(0);
  await expect.poll(() => post(old, 'Too late')).toBe(404);
  expect(await post(renewed, 'Still')).toBe(200);

  // A secret, which is changed with both valid for a while.
  await second.getByRole('button', { name: 'Make a secret' }).click();
  await expect(second.getByLabel('Secret', { exact: true })).not.toHaveValue('');
  await agent.post('/v1/secrets/generate', { endpoint: '127.0.0.1 2', keep_old: true });
  await expect(second.getByRole('button', { name: 'Revoke the old secret' })).toBeVisible();

  // The mailbox is removed at the relay too, and the other one stays.
  await second.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('Delete its webhook in SeaTable first');
  await expect(page.getByRole('dialog')).not.toContainText('can’t be told');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(second).toHaveCount(0);
  await expect.poll(() => post(renewed, 'Nobody')).toBe(404);
  await expect(first).toHaveCount(1);

  // One that is away says why, and what removing it means then.
  await closed.kill();
  await expect(first.getByText(/Not connected/)).toBeVisible();
  await first.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('The relay can’t be told now');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect((await endpoints(agent)).map((endpoint: EndpointView) => endpoint.name)).toEqual(['default', '127.0.0.1']);
});

test('a local address can be renewed, too', async ({ page, agent }) => {
  await toAddresses(page);
  const local = card(page, 'default');
  const old = await urlOf(agent, 'default');
  await local.getByRole('button', { name: 'New address' }).click();
  await expect(local.getByText(/the previous one is still valid/)).toBeVisible();
  const renewed = await urlOf(agent, 'default');
  expect(renewed).not.toBe(old);
  await expect(local.getByLabel('Address', { exact: true })).toHaveValue(renewed);
  expect([await post(old, 'Old'), await post(renewed, 'New')]).toEqual([200, 200]);
  await local.getByRole('button', { name: 'Revoke the old address' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the old address' }).click();
  await expect.poll(() => post(old, 'Too late')).toBe(404);
});

test.describe('dark', () => {
  test.use({ colorScheme: 'dark', contextOptions: { reducedMotion: 'reduce' } });

  test('axe finds nothing, in a narrow window neither', async ({ page, fresh, relay }) => {
    await page.getByRole('button', { name: 'Use a relay' }).click();
    expect(await findings(page)).toEqual([]);
    await field(page).fill(relay.address);
    await page.keyboard.press('Enter');
    await expect(page.getByText(/Connected since/)).toBeVisible();
    expect(await findings(page)).toEqual([]);
    for (const width of [620, 400]) {
      await page.setViewportSize({ width, height: 700 });
      expect(await findings(page)).toEqual([]);
      expect(await tooWide(page)).toEqual([]);
    }
    await page.reload();
    await expect(page.getByText('No changes yet')).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('navigation').getByRole('button', { name: 'Addresses' }).click();
    await expect(page.getByText(/Connected since/)).toBeVisible();
    expect(await findings(page)).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
    expect(await mailboxes(fresh)).toHaveLength(1);
  });
});

/** What reaches out of the window. */
const tooWide = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main :is(button, input, h1, h2, p, svg, section)')]
      .map((element) => ({ box: element.getBoundingClientRect(), text: element.textContent }))
      .filter(({ box }) => box.width > 1 && (box.left < -0.5 || box.right > innerWidth + 0.5))
      .map(({ text }) => text),
  );
