import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };

/** What axe finds in the page as it is. */
export async function findings(page: Page): Promise<string[]> {
  // Each view has a heading, and comes whole.
  await page.locator('h1').first().waitFor({ state: 'attached' });
  // Not by a script element, which the page's policy forbids.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
  );
}
