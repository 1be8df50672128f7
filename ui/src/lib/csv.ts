// Changes as CSV, as `rowbell export --format csv` writes them.

import type { Entry } from '../bindings/api';

const COLUMNS: [string, (entry: Entry) => unknown][] = [
  ['id', (entry) => entry.id],
  ['at', (entry) => entry.at],
  ['received_at', (entry) => entry.received_at],
  ['base', (entry) => entry.base],
  ['table', (entry) => entry.table],
  ['kind', (entry) => entry.kind],
  ['row_name', (entry) => entry.row.name],
  ['row_id', (entry) => entry.row.id],
  ['actor', (entry) => entry.actor],
  ['title', (entry) => entry.title],
  ['text', (entry) => entry.text],
  ['cells', ({ cells }) => cells.map((cell) => cell.text).join('; ')],
  ['link', (entry) => entry.link],
  ['unread', (entry) => entry.unread],
  ['outcome', (entry) => entry.outcome],
  ['outcome_reason', (entry) => entry.outcome_reason],
  ['authenticity', (entry) => entry.authenticity],
  ['source', (entry) => entry.source],
];

/** A spreadsheet takes what begins with these for a formula and runs it; numbers and ids of rows do nothing. */
const FORMULA = /^[\ufeff ]*(?:[=@\t\r\n＝＠]|[+\-＋－](?![\d \u00a0\u202f.,\-/()%€]*$)(?![\w-]{21}$))/;

function field(value: unknown): string {
  const text = String(value ?? '').replaceAll('\n', ' · ');
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

export function csv(entries: Entry[]): string {
  const lines = entries.map((entry) => COLUMNS.map(([, of]) => field(of(entry))).join(','));
  const names = COLUMNS.map(([name]) => field(name)).join(',');
  // Excel knows UTF-8 by its mark.
  return [`\ufeff${names}`, ...lines, ''].join('\n');
}
