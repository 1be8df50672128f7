import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

type Contrast = { messageKey: string | null; contrastRatio: number; expectedContrastRatio: string };
type Node = { html: string; failureSummary?: string; any: { data: Contrast | null }[] };
type Finding = { id: string; nodes: Node[] };

/** Axe leaves a text of one character to people, though it knows its contrast: a count is as much to be read as a word. */
function isTooFaint({ any: [check] }: Node): boolean {
  const data = check?.data;
  if (data?.messageKey !== 'shortTextContent') return false;
  // Of what is beneath something else it knows none, and says 0.
  return data.contrastRatio > 0 && data.contrastRatio < Number.parseFloat(data.expectedContrastRatio);
}

/** What axe finds in the page as it is. */
export async function findings(page: Page): Promise<string[]> {
  // Each view has a heading, and comes whole.
  await page.locator('h1').first().waitFor({ state: 'attached' });
  // What fades in is faint for a moment. What goes on for ever is left to go on.
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map((one) => one.finished));
  });
  // Not by a script element, which the page's policy forbids.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const found = await page.evaluate(async () => {
    type Found = { violations: Finding[]; incomplete: Finding[] };
    const { axe } = window as unknown as { axe: { run(): Promise<Found> } };
    return await axe.run();
  });
  const faint = found.incomplete
    .filter(({ id }) => id === 'color-contrast')
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter(isTooFaint) }))
    .filter(({ nodes }) => nodes.length > 0);
  return [...found.violations, ...faint].map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
  );
}
