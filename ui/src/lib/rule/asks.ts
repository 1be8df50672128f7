// SeaTable's words for what a condition asks: its predicates, and the days it compares with.

import { t } from '../messages.svelte';

/** As SeaTable's own editor writes it, and what Rowbell adds to that. */
const PREDICATES: Record<string, string> = {
  contains: 'predicate-contains',
  does_not_contain: 'predicate-does-not-contain',
  is: 'predicate-is',
  is_not: 'predicate-is-not',
  is_empty: 'predicate-is-empty',
  is_not_empty: 'predicate-is-not-empty',
  is_current_user_ID: 'predicate-is-current-user-id',
  is_within: 'predicate-is-within',
  is_before: 'predicate-is-before',
  is_after: 'predicate-is-after',
  is_on_or_before: 'predicate-is-on-or-before',
  is_on_or_after: 'predicate-is-on-or-after',
  is_any_of: 'predicate-is-any-of',
  is_none_of: 'predicate-is-none-of',
  has_any_of: 'predicate-has-any-of',
  has_all_of: 'predicate-has-all-of',
  has_none_of: 'predicate-has-none-of',
  is_exactly: 'predicate-is-exactly',
  include_me: 'predicate-include-me',
  pattern: 'predicate-pattern',
  changed: 'predicate-changed',
};

/** SeaTable writes these as signs, in every language; a sentence has words for them. */
const SIGNS: Record<string, { sign: string; words: string }> = {
  equal: { sign: '=', words: 'predicate-equal' },
  not_equal: { sign: '≠', words: 'predicate-not-equal' },
  less: { sign: '<', words: 'predicate-less' },
  greater: { sign: '>', words: 'predicate-greater' },
  less_or_equal: { sign: '≤', words: 'predicate-less-or-equal' },
  greater_or_equal: { sign: '≥', words: 'predicate-greater-or-equal' },
};

const MODIFIERS: Record<string, string> = {
  today: 'modifier-today',
  tomorrow: 'modifier-tomorrow',
  yesterday: 'modifier-yesterday',
  one_week_ago: 'modifier-one-week-ago',
  one_week_from_now: 'modifier-one-week-from-now',
  one_month_ago: 'modifier-one-month-ago',
  one_month_from_now: 'modifier-one-month-from-now',
  number_of_days_ago: 'modifier-number-of-days-ago',
  number_of_days_from_now: 'modifier-number-of-days-from-now',
  exact_date: 'modifier-exact-date',
  the_past_week: 'modifier-the-past-week',
  this_week: 'modifier-this-week',
  the_next_week: 'modifier-the-next-week',
  the_past_month: 'modifier-the-past-month',
  this_month: 'modifier-this-month',
  the_next_month: 'modifier-the-next-month',
  the_past_year: 'modifier-the-past-year',
  this_year: 'modifier-this-year',
  the_next_year: 'modifier-the-next-year',
  the_past_numbers_of_days: 'modifier-the-past-numbers-of-days',
  the_next_numbers_of_days: 'modifier-the-next-numbers-of-days',
};

/** The same with their number, for a sentence. */
const COUNTED: Record<string, string> = {
  number_of_days_ago: 'says-days-ago',
  number_of_days_from_now: 'says-days-from-now',
  the_past_numbers_of_days: 'says-past-days',
  the_next_numbers_of_days: 'says-next-days',
};

/** As it is offered. A sign is followed by its words, which screen readers would else have to guess. */
export function predicateOffered(predicate: string, takesSeveral = false): string {
  const sign = SIGNS[predicate];
  if (sign) return `${sign.sign} ${t(sign.words)}`;
  const id = PREDICATES[predicate];
  return id ? `${t(id)}${takesSeveral ? '…' : ''}` : predicate;
}

/** As a sentence says it. */
export function predicateSaid(predicate: string): string {
  const id = SIGNS[predicate]?.words ?? PREDICATES[predicate];
  return id ? t(id) : predicate;
}

export const isOfNumbers = (predicate: string) => predicate in SIGNS;

export const modifierOffered = (modifier: string) => (MODIFIERS[modifier] ? t(MODIFIERS[modifier]) : modifier);

export function modifierSaid(modifier: string, count: number): string {
  const id = COUNTED[modifier];
  return id ? t(id, { count }) : modifierOffered(modifier);
}
