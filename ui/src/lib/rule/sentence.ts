// A rule as one sentence in plain words.

import type {
  ColumnCondition,
  ColumnView,
  Conditions,
  EntryKind,
  Item,
  Level,
  Rule,
  Weekday,
} from '../../bindings/api';
import { currentLanguage, t } from '../messages.svelte';
import { isOfNumbers, modifierSaid, predicateSaid } from './asks';
import { DAYS, spanOf, whenOf } from './form';
import { written } from './numbers';
import './texts';

/** What names mean in the rule: names and forms that it does not have itself. */
export type Known = {
  base: (uuid: string) => string;
  table: (base: string | null, table: string) => string;
  person: (id: string) => string;
  column: (rule: Rule, condition: ColumnCondition) => ColumnView | undefined;
  columnName: (rule: Rule, column: string) => string;
  locale: string;
};

const HAPPENS: Partial<Record<EntryKind, string>> = {
  row_added: 'says-row-added',
  row_changed: 'says-row-changed',
  row_deleted: 'says-row-deleted',
  link_added: 'says-link-added',
  link_removed: 'says-link-removed',
  links_changed: 'says-links-changed',
  missed: 'says-missed',
};
const LINKS: EntryKind[] = ['link_added', 'link_removed', 'links_changed'];

const GAP = '…';

/** Several things in a row, with "and" or "or" before the last. */
export function listed(parts: string[], kind: 'and' | 'or'): string {
  const type = kind === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat(currentLanguage(), { type }).format(parts);
}

export function placeOf(rule: Rule, known: Known): string {
  const base = rule.base === null ? t('says-any-base') : known.base(rule.base);
  return rule.table === null ? base : `${base} › ${known.table(rule.base, rule.table)}`;
}

export function sentence(rule: Rule, known: Known): string {
  const said = [whenAndWhere(rule, known), ...extras(rule, known)].join(', ');
  const whole = t('says-then', { when: said, action: then(rule, known) });
  return rule.stop ? `${whole} ${t('says-stop')}` : whole;
}

const ANNOUNCE: Record<Level, string> = {
  quiet: 'says-announce-quiet',
  normal: 'says-announce',
  acknowledge: 'says-acknowledge',
};

function then(rule: Rule, known: Known): string {
  if (rule.action === 'highlight') return t('says-highlight');
  const first =
    rule.action === 'snooze'
      ? t('says-snooze', { until: momentSaid(rule.until, known) })
      : t(rule.action === 'mute' ? 'says-mute' : ANNOUNCE[rule.level ?? 'normal']);
  const parts = [first, ...announced(rule, known)];
  if (rule.highlight) parts.push(t('says-and-highlight'));
  return parts.join(', ');
}

/** How it is announced. */
function announced(rule: Rule, known: Known): string[] {
  const parts: string[] = [];
  if (rule.sound !== undefined) parts.push(t(rule.sound ? 'says-sound' : 'says-no-sound'));
  if (rule.in_quiet_hours) parts.push(t('says-in-quiet-hours'));
  if (rule.once_in_minutes !== undefined) {
    const { count, unit } = spanOf(rule.once_in_minutes);
    parts.push(t(unit === 'hours' ? 'says-once-hours' : 'says-once-minutes', { count }));
  }
  if (rule.digest === 'hourly') parts.push(t('says-hourly'));
  else if (rule.digest) {
    const { at, days = [] } = rule.digest.daily;
    const time = at || GAP;
    const some = days.length > 0 && days.length < DAYS.length;
    parts.push(some ? t('says-daily-on', { time, days: daysSaid(days, known) }) : t('says-daily', { time }));
  }
  return parts;
}

function momentSaid(moment: string | undefined, { locale }: Known): string {
  const at = Date.parse(moment ?? '');
  return Number.isNaN(at)
    ? GAP
    : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** What happens to a row, and what it is like then. */
function whenAndWhere(rule: Rule, known: Known): string {
  const place = placeOf(rule, known);
  const what = rule.where && rule.where.filters.length > 0 ? conditions(rule.where, rule, known) : undefined;
  const became = whenOf({ when: rule.when, action: rule.action }) === 'became';
  if (rule.kind.length === 0) {
    if (what === undefined) return t('says-anything', { place });
    return t(became ? 'says-became' : 'says-while', { place, what });
  }
  const happens = t('says-happens', { place, kinds: listed(kinds(rule.kind), 'or') });
  if (what === undefined) return happens;
  return `${happens}${t(became ? 'says-and-became' : 'says-and-while', { what })}`;
}

function kinds(all: EntryKind[]): string[] {
  const linked = LINKS.every((kind) => all.includes(kind));
  const single = linked ? all.filter((kind) => !LINKS.includes(kind)) : all;
  const names = single.map((kind) => t(HAPPENS[kind] ?? 'says-other'));
  return linked ? [...names, t('says-linked')] : names;
}

function extras(rule: Rule, known: Known): string[] {
  const parts: string[] = [];
  if (rule.row) parts.push(t('says-rows', { count: rule.row.length }));
  if (rule.columns) {
    const columns = rule.columns.map((column) => known.columnName(rule, column));
    parts.push(t('says-columns', { columns: listed(columns, 'or') }));
  }
  if (rule.by) {
    const by = rule.by.map((one) =>
      t(one === 'not_me' ? 'says-not-me' : one === 'automation' ? 'says-automation' : 'says-token'),
    );
    parts.push(listed(by, 'or'));
  }
  if (rule.person.length > 0) {
    const people = rule.person.map((person) => (person === 'me' ? t('says-me') : known.person(person)));
    parts.push(t('says-by', { people: listed(people, 'or') }));
  }
  if (rule.during) parts.push(during(rule.during, known));
  // Of what is put off, it is said with what follows.
  if (rule.until !== undefined && rule.action !== 'snooze')
    parts.push(t('says-until', { until: momentSaid(rule.until, known) }));
  return parts;
}

/** Monday is the first of January 2024. */
export const dayName = (day: string, locale: string, weekday: 'short' | 'long') =>
  new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + DAYS.indexOf(day as never)),
  );

function daysSaid(days: Weekday[], { locale }: Known): string {
  const at = days.map((day) => DAYS.indexOf(day)).sort((a, b) => a - b);
  const inARow = at.every((day, index) => index === 0 || day === at[index - 1]! + 1);
  const name = (day: number) => dayName(DAYS[day]!, locale, 'short');
  return at.length > 2 && inARow ? `${name(at[0]!)}–${name(at.at(-1)!)}` : listed(at.map(name), 'and');
}

function during({ days = [], from, to }: NonNullable<Rule['during']>, known: Known): string {
  const isWhole = from === '00:00' && to === '24:00';
  const hours = isWhole ? '' : `${from || GAP}–${to || GAP}`;
  return (
    [days.length === DAYS.length ? '' : daysSaid(days, known), hours].filter(Boolean).join(' ') || t('says-always')
  );
}

function conditions({ filter_conjunction, filters }: Conditions, rule: Rule, known: Known): string {
  const said = (item: Item) => {
    if (!('filters' in item)) return conditionSaid(item, rule, known);
    const inner = conditions(item, rule, known);
    return item.filters.length > 1 ? `(${inner})` : inner;
  };
  return listed(filters.map(said), filter_conjunction === 'Or' ? 'or' : 'and');
}

/** One condition in words. */
export function conditionSaid(condition: ColumnCondition, rule: Rule, known: Known): string {
  const view = known.column(rule, condition);
  const column = view?.name || condition.column_name || condition.column_key || GAP;
  if (column === GAP && !condition.filter_predicate) return GAP;
  const asked = condition.filter_predicate ? asks(condition, view, known) : GAP;
  const said = t('says-condition', { column, asked });
  return condition.was ? t('says-was', { said }) : said;
}

function asks(condition: ColumnCondition, column: ColumnView | undefined, known: Known): string {
  const { filter_predicate: predicate, filter_term: term = null, filter_term_modifier: modifier } = condition;
  if (typeof term === 'boolean') return t(term ? 'says-ticked' : 'says-unticked');
  const wants = column?.asks.find((ask) => ask.predicate === predicate)?.wants;
  const words = predicateSaid(predicate);
  if (wants === 'nothing' || TERMLESS.has(predicate)) return words;
  if (modifier || wants === 'by_modifier') return `${words} ${dayTerm(modifier ?? '', term, known)}`;
  if (Array.isArray(term)) {
    const names = term.map((one) => termName(one, condition, column, known));
    const all = predicate === 'has_all_of' || predicate === 'is_exactly';
    return `${words} ${names.length > 0 ? listed(names, all ? 'and' : 'or') : GAP}`;
  }
  return `${words} ${term === null || term === '' ? GAP : termName(term, condition, column, known)}`;
}

const TERMLESS = new Set(['is_empty', 'is_not_empty', 'include_me', 'is_current_user_ID', 'changed']);

function dayTerm(modifier: string, term: unknown, { locale }: Known): string {
  if (modifier === '') return GAP;
  if (modifier !== 'exact_date') return modifierSaid(modifier, Number(term));
  const day = typeof term === 'string' ? Date.parse(`${term.slice(0, 10)}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(day)
    ? GAP
    : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(day);
}

function termName(term: unknown, condition: ColumnCondition, column: ColumnView | undefined, known: Known): string {
  const { filter_predicate: predicate, names = {} } = condition;
  const wants = column?.asks.find((ask) => ask.predicate === predicate)?.wants;
  if (isOfNumbers(predicate)) {
    const number = Number(term);
    return Number.isFinite(number) ? written(number, column?.format ?? '', known.locale) : String(term);
  }
  const text = String(term);
  if (text === 'current_user_department') return t('department-mine');
  if (text === 'current_user_department_and_sub') return t('department-mine-and-below');
  const option = column?.options.find(({ id }) => id === text)?.name;
  const name = option ?? names[text];
  if (name !== undefined) return name;
  if (text.includes('@') && wants !== 'text') return known.person(text);
  return wants === undefined || wants === 'text' ? t('says-quoted', { text }) : text;
}
