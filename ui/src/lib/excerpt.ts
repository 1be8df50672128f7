// Where a change has what was sought, for a list of changes.

import type { Entry } from '../bindings/api';
import { cellText } from './cells';
import { foundIn } from './search';

/** Where an excerpt begins before what was found, in characters. */
const BEFORE = 24;

/** Of the cells that have a word of the search which these lines do not show, the first: its column and the text around. */
export function excerpt({ cells }: Entry, lines: string[], sought: string[]): string | null {
  const missing = sought.filter((word) => lines.every((line) => foundIn(line, [word]).length === 0));
  if (missing.length === 0) return null;
  for (const cell of cells) {
    for (const side of ['new', 'old'] as const) {
      const text = cellText(cell, side);
      const [hit] = foundIn(text, missing);
      if (!hit) continue;
      const from = hit.from > BEFORE ? text.indexOf(' ', hit.from - BEFORE) + 1 : 0;
      const start = Math.min(from, hit.from);
      return `${cell.column}: ${start > 0 ? '… ' : ''}${text.slice(start)}`;
    }
  }
  return null;
}
