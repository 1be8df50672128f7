import { expect, it } from 'vitest';
import type { ColumnView } from '../../bindings/api';
import { lacking } from './check';
import { asked, atSide, ofColumn, withModifier, withTerm } from './condition';

const days = [
  { modifier: 'today', wants: 'nothing' },
  { modifier: 'number_of_days_ago', wants: 'days' },
  { modifier: 'exact_date', wants: 'day' },
];
const view = (asks: ColumnView['asks']): ColumnView => ({
  key: 'a1',
  name: 'Stage',
  type: 'single-select',
  format: '',
  options: [],
  asks,
  computed: false,
});
const ask = (predicate: string, wants: string, modifiers: ColumnView['asks'][number]['modifiers'] = []) => ({
  predicate,
  wants,
  modifiers,
});
const select = view([
  ask('is', 'option'),
  ask('is_any_of', 'options'),
  ask('is_empty', 'nothing'),
  ask('changed', 'nothing'),
]);
const date = view([
  ask('is', 'by_modifier', days),
  ask('is_within', 'by_modifier', [{ modifier: 'this_week', wants: 'nothing' }]),
]);

it('keeps what still fits as another predicate is chosen', () => {
  const is = withTerm(ofColumn(select), '3', { 3: 'Won' });
  expect(is).toEqual({
    column_key: 'a1',
    column_name: 'Stage',
    filter_predicate: 'is',
    filter_term: '3',
    names: { 3: 'Won' },
  });
  const anyOf = asked(is, select, 'is_any_of');
  expect(anyOf.filter_term).toEqual(['3']);
  expect(anyOf.names).toEqual({ 3: 'Won' });
  expect(asked(anyOf, select, 'is').filter_term).toBe('3');
  const empty = asked(is, select, 'is_empty');
  expect(empty).toEqual({ column_key: 'a1', column_name: 'Stage', filter_predicate: 'is_empty' });
  expect(asked(atSide(is, true), select, 'changed').was).toBeUndefined();
});

it('keeps days apart from spans of days', () => {
  const today = ofColumn(date);
  expect(today.filter_term_modifier).toBe('today');
  const ago = withTerm(withModifier(today, date.asks[0]!, 'number_of_days_ago'), 3);
  expect(asked(ago, date, 'is_within')).toMatchObject({ filter_term_modifier: 'this_week' });
  expect(asked(ago, date, 'is_within').filter_term).toBeUndefined();
  expect(withModifier(ago, date.asks[0]!, 'exact_date').filter_term).toBeUndefined();
});

it('says what a condition lacks', () => {
  expect(lacking({ filter_predicate: '' }, undefined)).toBe('rule-lacks-column');
  expect(lacking(ofColumn(select), select)).toBe('rule-lacks-option');
  expect(lacking(asked(ofColumn(select), select, 'is_empty'), select)).toBeUndefined();
  expect(lacking(ofColumn(date), date)).toBeUndefined();
  expect(lacking(withModifier(ofColumn(date), date.asks[0]!, 'exact_date'), date)).toBe('rule-lacks-day');
  // Of a column that is not known nothing can be said.
  expect(lacking({ column_key: 'gone', filter_predicate: 'is' }, undefined)).toBeUndefined();
});
