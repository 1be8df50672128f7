// What the list is filtered by.

import type { Entry, HistoryQuery } from '../bindings/api';
import { foundIn, words } from './search';

export type Filter = Omit<HistoryQuery, 'before' | 'limit'>;

export const EVERYTHING: Filter = {
  search: null,
  base: null,
  table: null,
  kind: null,
  person: null,
  row: null,
  source: null,
  unread: false,
  since_ms: null,
  until_ms: null,
};

/** The query's parameters in an address. */
export function parameters(query: Partial<HistoryQuery>): string {
  const set = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== false);
  return new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
}

export const isFiltered = (filter: Filter) => parameters(filter) !== '';

/** A base's uuid as changes spell it, without dashes. */
export const bare = (uuid: string) => uuid.replaceAll('-', '').toLowerCase();

/** Whether a change that just came belongs on the list. The agent decides for whole pages; this decides alike for one. */
export function fits(entry: Entry, filter: Filter): boolean {
  const at = Date.parse(entry.at);
  return (
    (filter.base === null || bare(filter.base) === entry.dtable_uuid || filter.base === entry.base) &&
    (filter.table === null || filter.table === entry.table_id || filter.table === entry.table) &&
    (filter.kind === null || filter.kind === entry.kind) &&
    (filter.person === null || filter.person === entry.actor_id || filter.person === entry.actor) &&
    (filter.row === null || filter.row === entry.row_id) &&
    (filter.source === null || filter.source === entry.source) &&
    (!filter.unread || entry.unread) &&
    (filter.since_ms === null || at >= filter.since_ms) &&
    (filter.until_ms === null || at <= filter.until_ms) &&
    (filter.search === null || holds(entry, words(filter.search)))
  );
}

function holds(entry: Entry, sought: string[]): boolean {
  const cells = entry.cells.flatMap((cell) => [cell.column, cell.old_text, cell.new_text]);
  const texts = [entry.row.name, entry.title, entry.table, entry.actor, entry.base ?? '', ...cells];
  return sought.every((word) => texts.some((text) => foundIn(text, [word]).length > 0));
}
