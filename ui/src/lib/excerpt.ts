// Where a change matches the search, for a list of changes.

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
  const from = hit - BEFORE;
  if (from <= 0) return text.slice(0, hit + LONGEST);
  const space = text.slice(from, hit).search(/\s/);
  // A character of two halves stays whole.
  const half = /[\udc00-\udfff]/.test(text.charAt(from)) ? 1 : 0;
  return `… ${text.slice(from + (space < 0 ? half : space + 1), hit + LONGEST)}`;
}
