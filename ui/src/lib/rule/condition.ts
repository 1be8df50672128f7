// How a condition changes as its parts are chosen: what no longer fits goes, what still fits stays.

import type { AskView, ColumnCondition, ColumnView, JsonValue } from '../../bindings/api';

/** What is asked of a column that was just chosen: the first that is offered. */
export function ofColumn(column: ColumnView): ColumnCondition {
  const first = column.asks[0]?.predicate ?? '';
  return asked({ column_key: column.key, column_name: column.name, filter_predicate: first }, column, first);
}

const askOf = (column: ColumnView, predicate: string) => column.asks.find((ask) => ask.predicate === predicate);

/** Another predicate. The term stays if it wants one of the same kind, and one becomes several. */
export function asked(value: ColumnCondition, column: ColumnView, predicate: string): ColumnCondition {
  const [before, now] = [askOf(column, value.filter_predicate), askOf(column, predicate)];
  const next: ColumnCondition = { ...value, filter_predicate: predicate };
  delete next.filter_term;
  delete next.filter_term_modifier;
  if (predicate === 'changed') delete next.was;
  const term = kept(value.filter_term, before?.wants, now?.wants);
  if (term === undefined) delete next.names;
  else next.filter_term = term;
  if (now?.wants === 'flag') next.filter_term = term ?? true;
  if (now?.wants !== 'by_modifier') return next;
  delete next.filter_term;
  return ofDays(next, value, now);
}

function kept(term: JsonValue | undefined, before: string | undefined, now: string | undefined): JsonValue | undefined {
  if (term === undefined || before === undefined) return undefined;
  if (before === now) return term;
  if (`${before}s` === now && !Array.isArray(term)) return [term];
  return before === `${now}s` && Array.isArray(term) ? term[0] : undefined;
}

/** Days and spans of days have names of their own. */
function ofDays(next: ColumnCondition, before: ColumnCondition, ask: AskView): ColumnCondition {
  const same = ask.modifiers.find(({ modifier }) => modifier === before.filter_term_modifier);
  const modifier = same ?? ask.modifiers[0];
  if (!modifier) return next;
  const term = same && modifier.wants !== 'nothing' ? before.filter_term : undefined;
  return { ...next, filter_term_modifier: modifier.modifier, ...(term === undefined ? {} : { filter_term: term }) };
}

export function withTerm(
  value: ColumnCondition,
  term: JsonValue | undefined,
  names?: Record<string, string>,
): ColumnCondition {
  const next = { ...value };
  if (term === undefined) delete next.filter_term;
  else next.filter_term = term;
  if (names && Object.keys(names).length > 0) next.names = names;
  else delete next.names;
  return next;
}

/** Another day; a number of days is kept where it is still wanted. */
export function withModifier(value: ColumnCondition, ask: AskView, modifier: string): ColumnCondition {
  const wants = (name: string | undefined) => ask.modifiers.find((one) => one.modifier === name)?.wants;
  const next = { ...value, filter_term_modifier: modifier };
  if (wants(modifier) === 'nothing' || wants(modifier) !== wants(value.filter_term_modifier)) delete next.filter_term;
  return next;
}

export function atSide(value: ColumnCondition, was: boolean): ColumnCondition {
  const next = { ...value };
  if (was) next.was = true;
  else delete next.was;
  return next;
}
