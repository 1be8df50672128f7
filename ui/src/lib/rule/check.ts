// What a rule lacks before it can be saved, and where.

import type { ColumnCondition, ColumnView } from '../../bindings/api';
import { t } from '../messages.svelte';
import { isGroup, type RuleForm } from './form';
import './texts';

/** Something to put right: at a condition by its number, or in a part of the form. */
export type Fault = { at: number | 'name' | 'who' | 'during' | 'until' | 'then' | 'rule'; text: string };

const isMissing = (term: unknown) =>
  term === undefined || term === null || term === '' || (Array.isArray(term) && term.length === 0);

const LACKS: Record<string, string> = {
  text: 'rule-lacks-text',
  number: 'rule-lacks-number',
  flag: 'rule-lacks-choice',
  option: 'rule-lacks-option',
  options: 'rule-lacks-option',
  department: 'rule-lacks-choice',
  departments: 'rule-lacks-choice',
  people: 'rule-lacks-person',
  day: 'rule-lacks-day',
  days: 'rule-lacks-number',
};

/** What a condition lacks; none: nothing, as far as the column is known. */
export function lacking(value: ColumnCondition, column: ColumnView | undefined): string | undefined {
  if (!value.column_key && !value.column_name) return 'rule-lacks-column';
  if (!value.filter_predicate) return 'rule-lacks-predicate';
  const ask = column?.asks.find(({ predicate }) => predicate === value.filter_predicate);
  if (!ask || ask.wants === 'nothing') return undefined;
  if (ask.wants !== 'by_modifier') return isMissing(value.filter_term) ? LACKS[ask.wants] : undefined;
  const day = ask.modifiers.find(({ modifier }) => modifier === value.filter_term_modifier);
  if (!day) return 'rule-lacks-day';
  return day.wants !== 'nothing' && isMissing(value.filter_term) ? LACKS[day.wants] : undefined;
}

export function faults(form: RuleForm, columnOf: (value: ColumnCondition) => ColumnView | undefined): Fault[] {
  const found: Fault[] = [];
  const say = (at: Fault['at'], id: string) => found.push({ at, text: t(id) });
  for (const item of form.items) {
    if (isGroup(item) && item.items.length === 0) say(item.id, 'rule-lacks-condition');
    for (const { id, value } of isGroup(item) ? item.items : [item]) {
      const lacks = lacking(value, columnOf(value));
      if (lacks) say(id, lacks);
    }
  }
  if (form.who === 'people' && form.people.length === 0) say('who', 'rule-lacks-person');
  if (form.who === 'programs' && form.programs.length === 0) say('who', 'rule-lacks-choice');
  if (form.timed && (form.from === '' || form.to === '')) say('during', 'rule-lacks-time');
  else if (form.timed && (form.from === form.to || form.from === '24:00')) say('during', 'rule-empty-time');
  if (form.action === 'snooze' && form.until === undefined) say('until', 'rule-lacks-until');
  if (form.until !== undefined && Number.isNaN(Date.parse(form.until))) say('until', 'rule-lacks-until');
  if (form.action === 'announce' && typeof form.digest === 'object' && form.digest.daily.at === '')
    say('then', 'rule-lacks-digest-time');
  return found;
}
