// The columns of tables, as the agent knows them: asked for when somebody looks, once while the editor is open.

import { SvelteMap } from 'svelte/reactivity';
import type { ColumnCondition, ColumnsView, ColumnView, Rule } from '../../bindings/api';
import { agent, baseName } from '../agent.svelte';
import { backend, Refusal } from '../backend';
import { currentLocale } from '../messages.svelte';
import { bare } from '../query';
import type { Known } from './sentence';

const NONE: ColumnsView = { columns: [], whole: false };

class Columns {
  #known = new SvelteMap<string, ColumnsView>();
  #asked = new Set<string>();

  /** None while they are not known yet. */
  of(base: string | null, table: string | null): ColumnsView | undefined {
    if (base === null || table === null) return undefined;
    const key = `${bare(base)} ${table}`;
    if (!this.#asked.has(key)) {
      this.#asked.add(key);
      void this.#ask(key, base, table);
    }
    return this.#known.get(key);
  }

  /** The one of a condition, by its key or else by the name that was seen. */
  find(base: string | null, table: string | null, { column_key, column_name }: ColumnCondition) {
    const columns = this.of(base, table)?.columns ?? [];
    return (
      columns.find(({ key }) => column_key !== undefined && key === column_key) ??
      columns.find(({ name }) => column_name !== undefined && name === column_name)
    );
  }

  /** They are asked for again. Until then what was known is shown. */
  forget() {
    this.#asked.clear();
  }

  async load(base: string, table: string): Promise<ColumnsView> {
    try {
      const query = new URLSearchParams({ table });
      return await backend.request<ColumnsView>('GET', `/v1/bases/${encodeURIComponent(base)}/columns?${query}`);
    } catch (error) {
      if (error instanceof Refusal) return NONE;
      throw error;
    }
  }

  async #ask(key: string, base: string, table: string) {
    this.#known.set(key, await this.load(base, table));
  }
}

export const columns = new Columns();

/** A column by its key or name, as rules call the columns to watch. */
export function columnNamed(base: string | null, table: string | null, wanted: string): ColumnView | undefined {
  const all = columns.of(base, table)?.columns ?? [];
  return all.find(({ key }) => key === wanted) ?? all.find(({ name }) => name === wanted);
}

/** What the names in a rule mean, as far as the window knows. */
export const known: Known = {
  base: (uuid) => {
    const base = agent.base(uuid);
    return base ? baseName(base) : uuid.slice(0, 8);
  },
  table: (base, table) =>
    agent.base(base)?.tables.find(({ id, name }) => id === table || name === table)?.name ?? table,
  person: (id) => agent.person(id) ?? id,
  column: ({ base, table }: Rule, condition) => columns.find(base, table, condition),
  columnName: ({ base, table }, column) => columnNamed(base, table, column)?.name ?? column,
  get locale() {
    return currentLocale();
  },
};
