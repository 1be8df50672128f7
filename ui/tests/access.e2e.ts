import { findings } from './axe';
import { webhook } from './bodies';
import { expect, test } from './fixture';

const SECTIONS = 9;

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds nothing in the history', async ({ page, agent }) => {
      void agent;
      await expect(page.getByRole('option').first()).toBeVisible();
      expect(await findings(page)).toEqual([]);
      const sidebar = page.getByRole('navigation', { name: 'Sidebar' });
      for (const name of [/^Unread/, /^Sales/, /^Tasks/, /^All changes/]) {
        const shown = sidebar.getByRole('button', { name });
        await shown.click();
        await expect(shown).toHaveAttribute('aria-current', 'page');
        expect(await findings(page)).toEqual([]);
      }
      await page.getByRole('option', { name: /Acme/ }).click();
      await page.getByRole('button', { name: 'Raw request' }).click();
      await expect(page.getByRole('region', { name: 'Body' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('searchbox').fill('acme');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('What happened').selectOption('row_changed');
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'More' }).click();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('menuitem', { name: /Keyboard/ }).click();
      expect(await findings(page)).toEqual([]);
    });

    test('axe finds nothing in the settings', async ({ page, agent }) => {
      void agent;
      await page.getByRole('button', { name: 'Settings' }).click();
      const sections = page.getByRole('navigation').getByRole('listitem').getByRole('button');
      await expect(sections).toHaveCount(SECTIONS);
      for (const section of await sections.all()) {
        await section.click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText((await section.textContent())!.trim());
        expect(await findings(page)).toEqual([]);
      }
    });

    test('axe finds nothing where nothing is, and in what lies over the window', async ({ page, agent }) => {
      await expect(page.getByRole('option').first()).toBeVisible();
      await page.getByRole('searchbox').fill('zzz');
      await expect(page.getByText('No change matches')).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('searchbox').fill('');
      await page.getByRole('button', { name: /needs attention/ }).click();
      await expect(page.getByRole('dialog', { name: 'What needs attention' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('option', { name: /Brauerei/ }).click();
      await page.getByRole('button', { name: 'Delete' }).click();
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('option', { name: /Acme/ }).click();
      await agent.webhook(webhook({ row: 'Yak Inc' }));
      await expect(page.getByRole('button', { name: /1 new/ })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await agent.kill();
      await expect(page.getByRole('button', { name: 'Start Rowbell' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test('axe finds nothing in a narrow window', async ({ page, agent }) => {
      void agent;
      await page.setViewportSize({ width: 500, height: 700 });
      await page.getByRole('button', { name: 'Sidebar' }).click();
      await expect(page.getByRole('button', { name: 'Insight' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Insight' }).click();
      await expect(page.getByText('By person')).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('option', { name: /Acme/ }).click();
      await expect(page.getByRole('table', { name: 'Cells' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test('axe finds nothing in what the settings open', async ({ page, agent }) => {
      void agent;
      const section = (name: string) => page.getByRole('navigation').getByRole('button', { name }).click();
      await page.getByRole('button', { name: 'Settings' }).click();
      await section('Bases');
      await page.getByRole('button', { name: 'Forget' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await section('Addresses');
      await page.getByRole('button', { name: 'Make a secret' }).click();
      await expect(page.getByLabel('Secret', { exact: true })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await section('About');
      await page.getByRole('button', { name: 'Show the report' }).click();
      await expect(page.getByRole('region', { name: 'Diagnostics' })).toBeVisible();
      await page.getByRole('button', { name: 'Show all licences' }).click();
      await page.getByRole('button', { name: /^Rowbell/ }).click();
      await expect(page.getByText(/Permission is hereby granted/)).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test('axe finds nothing in the first run', async ({ page, fresh }) => {
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Use a token' }).click();
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'There is no token yet' })).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('button', { name: 'Use the local address' }).click();
      expect(await findings(page)).toEqual([]);
      fresh.secret = 'mistyped';
      await page.getByRole('button', { name: 'Make a secret' }).click();
      const secret = page.getByLabel('Secret', { exact: true });
      await expect(secret).toBeFocused();
      await expect(fresh.webhook(webhook({ row: 'First' }))).rejects.toThrow('401');
      await expect(page.getByText(/its signature does not fit/)).toBeVisible();
      expect(await findings(page)).toEqual([]);
      fresh.secret = await secret.inputValue();
      await fresh.webhook(webhook({ row: 'First' }));
      await expect(page.getByText(/It works/)).toBeVisible();
      const card = page.locator('.waiting .card');
      await card.evaluate((card) => Promise.all(card.getAnimations().map((arrival) => arrival.finished)));
      expect(await findings(page)).toEqual([]);
    });
  });
}
