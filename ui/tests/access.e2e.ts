import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };

/** What axe finds in the page as it is. */
async function findings(page: Page): Promise<string[]> {
  // Not by a script element, which the page's policy forbids.
  await page.evaluate(await import('node:fs').then((fs) => fs.readFileSync(AXE, 'utf8')));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
  );
}

const SECTIONS = 9;

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds nothing in the history', async ({ page, agent }) => {
      void agent;
      await expect(page.getByRole('option').first()).toBeVisible();
      expect(await findings(page)).toEqual([]);
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

    test('axe finds nothing in the first run', async ({ page, fresh }) => {
      void fresh;
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Use a token' }).click();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('button', { name: 'Use the local address' }).click();
      expect(await findings(page)).toEqual([]);
    });
  });
}
