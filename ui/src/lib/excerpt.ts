// Where a change has what was sought, for a list of changes.

import type { Entry } from '../bindings/api';
import { cellText } from './cells';
import { finds } from './search';

/** How much an excerpt has before what was found, and at most. Characters. */
const [BEFORE, LONGEST] = [24, 160];

/** Of the cells that have a word of the search which these lines do not show, the first: its column and the text around. */
export function excerpt({ cells }: Entry, lines: string[], sought: string[]): string | null {
  const missing = sought.filter((word) => lines.every((line) => finds(line, [word]).next().done));
  if (missing.length === 0) return null;
  for (const cell of cells) {
    for (const side of ['new', 'old'] as const) {
      const text = cellText(cell, side);
      const hit = finds(text, missing).next().value;
      if (hit) return `${cell.column}: ${around(text, hit.from)}`;
    }
  }
  return null;
}

/** From the beginning of a word before it, where words have spaces. */
function around(text: string, hit: number): string {
  const before = Array.from(text.slice(Math.max(0, hit - BEFORE), hit));
  const isWhole = hit <= BEFORE;
  const word = isWhole ? 0 : before.findIndex((character) => /\s/.test(character)) + 1;
  const shown = isWhole ? before : before.slice(word > 0 ? word : 1);
  return `${isWhole ? '' : '… '}${shown.join('')}${text.slice(hit, hit + LONGEST)}`;
}
