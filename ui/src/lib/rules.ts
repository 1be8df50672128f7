// The simplest rules, as switches: whether changes of a base or table, or one kind of them, are announced.

import type { BaseView, ChangeKind, Rule, TableView } from '../bindings/api';
import { agent, baseName } from './agent.svelte';
import { backend } from './backend';
import { plain } from './messages.svelte';
import { bare } from './query';

export type Scope = { base: BaseView; table: TableView | null };

/** Kinds that are switched together. */
export const KIND_GROUPS: { name: string; kinds: ChangeKind[] }[] = [
  { name: 'rule-added', kinds: ['row_added'] },
  { name: 'rule-changed', kinds: ['row_changed'] },
  { name: 'rule-deleted', kinds: ['row_deleted'] },
  { name: 'rule-links', kinds: ['link_added', 'link_removed', 'links_changed'] },
];

const same = (a: string[], b: string[]) => a.length === b.length && a.every((one) => b.includes(one));

/** Whether a rule asks no more than a switch can show. */
const isPlain = ({ by, row, during, until, columns, where, when, highlight, stop }: Rule) =>
  !(by || row || during || until || columns || where || when || highlight || stop);

/** The rule that keeps these changes quiet, if a switch made it. */
export function muting(rules: Rule[], { base, table }: Scope, kinds: ChangeKind[]): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.action === 'mute' &&
      isPlain(rule) &&
      rule.person.length === 0 &&
      rule.base !== null &&
      bare(rule.base) === bare(base.uuid) &&
      (table === null ? rule.table === null : rule.table === table.id || rule.table === table.name) &&
      same(rule.kind, kinds),
  );
}

/** The rules that no switch shows. */
export function others(rules: Rule[], bases: BaseView[]): Rule[] {
  const shown = new Set<Rule | undefined>();
  for (const base of bases) {
    for (const table of [null, ...base.tables]) {
      for (const kinds of [[], ...KIND_GROUPS.map((group) => group.kinds)])
        shown.add(muting(rules, { base, table }, kinds));
    }
  }
  return rules.filter((rule) => !shown.has(rule));
}

/** The name says what is muted: it is shown with every change that the rule holds back. */
export async function mute({ base, table }: Scope, group: { name: string; kinds: ChangeKind[] } | null) {
  const where = table ? `${baseName(base)} › ${table.name}` : baseName(base);
  const name = group ? `${where}: ${plain(group.name)}` : where;
  await add({ name, base: base.uuid, table: table?.id ?? null, kind: group?.kinds ?? [], person: [], action: 'mute' });
}

export async function drop(rule: Rule) {
  await backend.request('DELETE', `/v1/rules/${encodeURIComponent(rule.name)}`);
  await agent.readRules();
}

async function add(rule: Rule) {
  await backend.request('POST', '/v1/rules', rule);
  await agent.readRules();
}
