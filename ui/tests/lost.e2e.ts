// What the window says and keeps while the agent is away.

import type { Status, UrlView } from '../src/bindings/api';
import { stage, webhook } from './bodies';
import { expect, test } from './fixture';

test('without the agent nothing is said to be live', async ({ page, agent }) => {
  const connections = page.getByRole('region', { name: 'Connections' });
  await expect(connections.locator('.dot.live')).toHaveCount(1);
  await agent.kill();
  await expect(connections.getByRole('listitem')).toContainText('not running');
  await expect(connections.locator('.dot.live')).toHaveCount(0);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'About' }).click();
  await expect(page.getByRole('main').getByText('Rowbell is not running.')).toBeVisible();
  await expect(page.getByText('Running since')).toHaveCount(0);
  await agent.start();
  await expect(page.getByText('Running since')).toBeVisible();
});

test('Rowbell is ended in the settings, for panels that show no menu', async ({ page, agent }) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^Quit Rowbell/ }).click();
  await agent.ended();
  await expect(page.getByText('Rowbell is not running.').first()).toBeVisible();
});

test('what is read stays where it is when the agent is found again, and is marked as read', async ({ page, agent }) => {
  const row = page.getByRole('option', { name: /Northwind/ });
  await expect(row).toHaveAccessibleName(/^unread/);
  await agent.kill();
  await expect(page.getByText('Rowbell is not running.')).toBeVisible();
  await row.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Northwind');
  const { unread } = await page.evaluate(() => ({ unread: document.querySelectorAll('.dot.on').length }));
  const order = () => page.getByRole('option').evaluateAll((all) => all.map((one) => one.id));
  const before = await order();
  await agent.start();
  // It listens at another port now.
  const [address] = await agent.get<UrlView[]>('/v1/urls');
  await agent.webhook(webhook({ row: 'Newer', cells: [stage('1', '2')] }), address!.url);
  await expect(page.getByText('Rowbell is not running.')).toBeHidden();
  await expect(page.getByRole('button', { name: '1 new' })).toBeVisible();
  expect(await order()).toEqual(before);
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(row).not.toHaveAccessibleName(/^unread/);
  await expect(page.locator('.dot.on')).toHaveCount(unread - 1);
  await expect.poll(async () => (await agent.get<Status>('/v1/status')).unread).toBe(7);
});

test('another list is not told while the agent is away, and comes when it is back', async ({ page, agent }) => {
  await expect(page.getByRole('slider', { name: 'Changes over time' })).toBeVisible();
  await agent.kill();
  await page.getByRole('button', { name: /^Unread/ }).click();
  await expect(page.getByRole('main').getByText('Rowbell is not running.').first()).toBeVisible();
  await expect(page.getByRole('option')).toHaveCount(0);
  await agent.start();
  await expect(page.getByRole('option')).toHaveCount(5);
});

test('in German the sidebar has room for an address and its time', async ({ page, agent }) => {
  await agent.post('/v1/settings', { key: 'language', value: 'de' });
  await page.clock.setFixedTime(Date.now() + 23 * 60_000);
  await page.reload();
  const line = page.getByRole('region', { name: 'Verbindungen' }).getByRole('listitem');
  await expect(line).toContainText(/Lokale Adresse.*vor 2\d Min/);
  const cut = await line.locator('.cut').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth));
  expect(cut).toHaveLength(0);
});

test('why a row can’t be opened is said, with what mends it', async ({ page, agent }) => {
  await agent.webhook(webhook({ row: 'Elsewhere', base: '5a1e50000000400080000000000000b2' }));
  await page.getByRole('option', { name: /Elsewhere/ }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByText('It is not known where this base is')).toBeVisible();
  await page.locator('.toasts').getByRole('button', { name: 'Give the base’s address' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bases');
});
