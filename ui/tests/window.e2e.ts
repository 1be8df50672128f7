import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { Rule, SettingsView, Status } from '../src/bindings/api';
import first from '../src/lib/first.json' with { type: 'json' };
import { Agent } from './agent';
import { SALES, stage, webhook } from './bodies';
import { expect, test } from './fixture';

test('a lost agent is said, and found again by itself', async ({ page, agent }) => {
  await expect(page.getByRole('option').first()).toBeVisible();
  await agent.kill();
  await expect(page.getByText('Rowbell is not running.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start Rowbell' })).toBeVisible();
  await agent.start();
  await expect(page.getByText('Rowbell is not running.')).toBeHidden();
  await agent.post('/v1/test', { endpoint: null });
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/sample/i);
});

test('a window opened without an agent can start it', async ({ page, agent }) => {
  await agent.kill();
  await page.reload();
  process.env.ROWBELL_START = agent.startCommand;
  await page.getByRole('button', { name: 'Start Rowbell' }).click();
  await expect(page.getByRole('option')).toHaveCount(5);
  await expect(page.getByRole('button', { name: 'Start Rowbell' })).toBeHidden();
});

test('everything works without a mouse', async ({ page, agent }) => {
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Brauerei Köln');
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Acme GmbH');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('option', { name: /Acme GmbH/ })).toHaveCount(3);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('option', { name: /Acme GmbH/ })).toHaveCount(1);
  await page.keyboard.press('e');
  await expect.poll(async () => (await agent.get<{ unread: number }>('/v1/status')).unread).toBeLessThanOrEqual(4);
  await page.keyboard.press('k');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('option', { name: /Acme GmbH/ })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('option', { name: /Acme GmbH/ })).toHaveCount(1);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('north');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('listbox')).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('option')).toHaveCount(5);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('General');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeVisible();
});

test('language, theme and text size are settings that show at once', async ({ page, agent }) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Language').selectOption('de');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Allgemein');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByText('Dunkel').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByLabel('Textgröße').selectOption('200');
  await expect(page.locator('html')).toHaveCSS('font-size', '26px');
  expect((await agent.get<SettingsView>('/v1/settings')).window).toMatchObject({ theme: 'dark', text_size: 200 });
  await agent.post('/v1/settings', { key: 'language', value: 'fr' });
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Général');
});

test('the licences of all that is built in can be found and read', async ({ page, agent }) => {
  void agent;
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'About' }).click();
  const show = page.getByRole('button', { name: 'Show all licences' });
  await show.focus();
  expect(loaded).not.toContain('/assets/licences.js');
  await page.keyboard.press('Enter');
  const field = page.getByRole('searchbox', { name: 'Search by name or licence' });
  await expect(field).toBeFocused();
  expect(loaded).toContain('/assets/licences.js');
  const list = page.getByRole('list', { name: 'Licences' });
  // Of the agent, of the window, of the page, its icons; and not of what only builds or tests them.
  for (const name of ['Rowbell', 'rusqlite', 'tauri', 'svelte', 'lucide-static', 'Rust standard library'])
    await expect(list.getByRole('button', { name: new RegExp(`^${name} \\d`) })).toBeVisible();
  for (const name of ['vitest', 'tauri-build', 'axe-core'])
    await expect(list.getByRole('button', { name: new RegExp(`^${name} `) })).toHaveCount(0);
  await page.keyboard.type('lucide');
  await expect(page.getByRole('status').filter({ hasText: '1 package' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(list.getByText(/^ISC License/)).toContainText('Permission to use, copy, modify');
});

test('what the page asks for at first is what the shell asks for ahead', async ({ page, agent }) => {
  void agent;
  const address = page.url();
  await page.goto('about:blank');
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/v1/') && pathname !== '/v1/events') asked.push(pathname + search);
  });
  await page.goto(address);
  await expect(page.getByRole('option').first()).toBeVisible();
  expect(asked.slice(0, first.length).sort()).toEqual([...first].sort());
});

test('switches are rules', async ({ page, agent }) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'What is announced' }).click();
  const names = await page
    .getByRole('switch')
    .or(page.getByRole('group'))
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  expect(new Set(names).size, 'each has a name of its own').toBe(names.length);
  expect(names.filter((name) => !name.includes('Sales') && !name.includes('Base '))).toEqual([]);
  await page.getByRole('switch', { name: /Announce changes of .*Tasks/ }).click();
  await expect
    .poll(async () => (await agent.get<Rule[]>('/v1/rules')).map((rule) => rule.name))
    .toEqual(['Sales › Tasks']);
  await agent.webhook(webhook({ row: 'Quiet', table: 'Tasks' }));
  await agent.has(8);
  await page.getByRole('switch', { name: /Announce changes of .*Tasks/ }).click();
  await expect.poll(async () => agent.get<Rule[]>('/v1/rules')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: /Quiet/ }).click();
  await expect(page.getByText(/Your rule/)).toContainText('Sales › Tasks');
});

/** A base that is to be connected, as the settings file says it; there is no token for it. */
async function connectElsewhere(agent: Agent) {
  const { settings_file } = await agent.get<Status>('/v1/status');
  const address = 'https://seatable.invalid/workspace/7/dtable/Sales/';
  appendFileSync(settings_file, `\n[[base]]\nuuid = "${SALES}"\naddress = "${address}"\nconnected = true\n`);
  await expect.poll(async () => (await agent.base(SALES))?.connection).toBeTruthy();
}

test('the first run goes on when a base is connected elsewhere', async ({ page, fresh }) => {
  await expect(page.getByRole('button', { name: 'Use a token' })).toBeVisible();
  await connectElsewhere(fresh);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('is not connected yet');
  await expect(page.getByText('Its token is no longer kept here')).toBeVisible();
  await fresh.webhook(webhook({ row: 'First', cells: [stage('1', '2')] }));
  await expect(page.getByText(/It works\. The change was here after/)).toBeVisible();
});

test('but nobody is taken out of a form that they are filling in', async ({ page, fresh }) => {
  await page.getByRole('button', { name: 'Use a token' }).click();
  const token = page.getByLabel('API token', { exact: true });
  await token.fill('half a tok');
  await connectElsewhere(fresh);
  await fresh.webhook(webhook({ row: 'First', cells: [stage('1', '2')] }));
  await fresh.has(1);
  await expect(token).toHaveValue('half a tok');
  await token.fill('');
  await expect(page.getByRole('option', { name: /First/ })).toBeVisible();
});

test('a port that is taken is said in the person’s language, and another is a press away', async ({ page }) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const agent = new Agent();
  agent.port = (taken.address() as AddressInfo).port;
  await agent.start();
  await agent.post('/v1/settings', { key: 'language', value: 'de' });
  await page.goto(await agent.page());
  await page.getByRole('button', { name: 'Erst einmal umsehen' }).click();
  await page.getByRole('button', { name: /Hinweis/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Hinweise' });
  const trouble = dialog.getByRole('listitem').filter({ hasText: `Port \u2068${agent.port}\u2069 wird von einem` });
  await expect(trouble).toBeVisible();
  await expect(dialog).not.toContainText('`');
  await trouble.getByRole('button', { name: /^Port .* verwenden$/ }).click();
  await expect(trouble).toHaveCount(0);
  await expect.poll(async () => (await agent.get<Status>('/v1/status')).listening).not.toBeNull();
  taken.close();
  await page.close();
  await agent.stop();
});

test('what a server refuses is said in the person’s language', async ({ page, fresh }) => {
  await fresh.post('/v1/settings', { key: 'language', value: 'fr' });
  await page.reload();
  await page.getByRole('button', { name: 'Utiliser un jeton' }).click();
  await page.getByLabel('Jeton d’API', { exact: true }).fill('some token');
  await page.getByLabel('Serveur').fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Connecter', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Rien ne répond à l’adresse du serveur' })).toBeVisible();
});

test('a narrow window shows one pane at a time', async ({ page, agent }) => {
  await page.setViewportSize({ width: 560, height: 700 });
  await page.getByRole('option', { name: /Northwind/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Northwind');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.getByRole('button', { name: 'Sidebar' }).click();
  await page.getByRole('button', { name: /^Unread/ }).click();
  await expect(page.getByRole('list', { name: 'Filters in force' })).toContainText('Unread');
  void agent;
});

test('with text of 200 % everything is still within the window', async ({ page, agent }) => {
  await agent.post('/v1/settings', { key: 'window.text_size', value: 200 });
  await page.reload();
  const overlaps = async () =>
    page.evaluate(() => {
      const lines = [...document.querySelectorAll('[role="option"]')].map((row) => row.getBoundingClientRect());
      const inner = [...document.querySelectorAll('[role="option"] .third')].map((line) =>
        line.getBoundingClientRect(),
      );
      return (
        inner.some((line, at) => line.bottom > lines[at]!.bottom) || document.documentElement.scrollWidth > innerWidth
      );
    });
  await expect(page.getByRole('option').first()).toBeVisible();
  expect(await overlaps()).toBe(false);
  await page.getByRole('option', { name: /Acme/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
  await expect(page.getByRole('table', { name: 'Cells' })).toBeInViewport();
});
