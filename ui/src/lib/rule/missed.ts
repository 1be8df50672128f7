// Why a rule did not fit a change, in words.

import type { ColumnCondition, ConditionSaid, FaultView, Item, Rule, Unknown } from '../../bindings/api';
import { currentLocale, t } from '../messages.svelte';
import { predicateSaid } from './asks';
import { conditionSaid, type Known } from './sentence';
import './texts';

const UNKNOWN: Record<Unknown, string> = {
  not_in_change: 'missed-not-in-change',
  old_not_told: 'missed-old-not-told',
  computed: 'missed-computed',
  left_out: 'missed-left-out',
  other_rows: 'missed-other-rows',
  person_not_told: 'missed-person-not-told',
  me_not_known: 'missed-me-not-known',
  broken: 'missed-broken',
};

const FAULTS: Record<string, string> = {
  table_missing: 'fault-table',
  column_missing: 'fault-column',
  not_asked: 'fault-not-asked',
  option_missing: 'fault-option',
  bad_term: 'fault-term',
};

/** Which condition a rule failed, and what was there instead. */
export function missed(said: ConditionSaid, rule: Rule, known: Known): string {
  const asked = askedOf(said, rule, known);
  const why = said.answer === 'unknown' ? t(said.unknown ? UNKNOWN[said.unknown] : 'missed-unknown') : answered(said);
  const whole = t('missed', { asked, why });
  if (!said.seen_at) return whole;
  const at = new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'short', timeStyle: 'short' });
  return t(said.read ? 'missed-read' : 'missed-seen', { missed: whole, at: at.format(new Date(said.seen_at)) });
}

const answered = ({ condition, found }: ConditionSaid) => {
  if (condition === 'columns') return t('missed-not-changed');
  if (condition === 'came_to_fit') return t('missed-fitted-before');
  if (found === '') return t('missed-empty');
  return found == null ? t('missed-no') : t('missed-found', { found });
};

function askedOf(said: ConditionSaid, rule: Rule, known: Known): string {
  switch (said.condition) {
    case 'kind':
      return t('rule-happens');
    case 'person':
    case 'by':
      return t('rule-who-did');
    case 'during':
      return t('rule-timed');
    case 'until':
      return t('missed-until');
    case 'columns':
      return t('missed-columns', {
        columns: (rule.columns ?? []).map((one) => known.columnName(rule, one)).join(', '),
      });
    case 'came_to_fit':
      return t('missed-came');
    case 'all_rows':
      return t('missed-all-rows');
  }
  // As the rule says it, if just one condition can be meant.
  const meant = flat(rule.where?.filters ?? []).filter(
    (one) =>
      one.filter_predicate === said.asked &&
      (one.was ?? false) === (said.was ?? false) &&
      [one.column_name, known.column(rule, one)?.name, one.column_key].includes(said.column),
  );
  if (meant.length === 1) return conditionSaid(meant[0]!, rule, known);
  return t('says-condition', {
    column: said.column ?? '',
    asked: `${predicateSaid(said.asked ?? '')} ${said.term ?? ''}`.trim(),
  });
}

const flat = (items: Item[]): ColumnCondition[] =>
  items.flatMap((item) => ('filters' in item ? flat(item.filters) : [item]));

/** Why a rule can't be asked. */
export const faultSaid = ({ fault, what, detail }: FaultView) =>
  t(FAULTS[fault] ?? 'missed-broken', { what, detail: fault === 'not_asked' ? predicateSaid(detail) : detail });
