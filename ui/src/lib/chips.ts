// A filter as chips, each of which can be removed.

import { agent, baseName } from './agent.svelte';
import { kindLook, sourceName } from './kinds';
import { t } from './messages.svelte';
import type { Filter } from './query';
import { period } from './times';

export type FilterChip = { name: string; label: string; value: string; without: Partial<Filter> };

export function chips(filter: Filter): FilterChip[] {
  const made: FilterChip[] = [];
  const add = (name: string, label: string, value: string, without: Partial<Filter>) =>
    made.push({ name, label, value, without });
  const base = agent.base(filter.base);
  if (filter.unread) add('unread', '', t('unread-view'), { unread: false });
  if (filter.base !== null) {
    add('base', t('filter-base'), base ? baseName(base) : filter.base.slice(0, 8), {
      base: null,
      table: null,
      row: null,
    });
  }
  if (filter.table !== null) {
    const table = base?.tables.find((table) => table.id === filter.table)?.name ?? filter.table;
    add('table', t('filter-table'), table, { table: null, row: null });
  }
  if (filter.row !== null) add('row', '', t('filter-row'), { row: null });
  if (filter.kind !== null) add('kind', t('filter-kind'), t(kindLook(filter.kind).name), { kind: null });
  if (filter.person !== null) {
    add('person', t('filter-person'), agent.person(filter.person) ?? filter.person, { person: null });
  }
  if (filter.since_ms !== null || filter.until_ms !== null) {
    const words = period(filter.since_ms, filter.until_ms);
    add('period', t('filter-period'), words, { since_ms: null, until_ms: null });
  }
  if (filter.source !== null) add('source', t('filter-source'), t(sourceName(filter.source)), { source: null });
  return made;
}
