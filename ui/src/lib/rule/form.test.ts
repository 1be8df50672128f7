import { describe, expect, it } from 'vitest';
import type { Rule } from '../../bindings/api';
import { blank, formOf, group, itemAt, ruleOf, unshown, whenOf } from './form';

const rule = (fields: Partial<Rule> = {}): Rule => ({
  name: 'x',
  base: null,
  table: null,
  kind: [],
  person: [],
  action: 'announce',
  ...fields,
});
const status = {
  column_key: 'stge',
  column_name: 'Stage',
  filter_predicate: 'is',
  filter_term: '3',
  names: { 3: 'Won' },
};
const amount = { column_name: 'Amount', filter_predicate: 'greater', filter_term: 10_000 };
const due = { column_key: 'duee', filter_predicate: 'is_within', filter_term_modifier: 'this_week' };

const SHOWN: Partial<Rule>[] = [
  {},
  { base: 'b', table: '0000', kind: ['row_added', 'link_added', 'missed'] },
  { by: ['not_me'] },
  { by: ['automation', 'api_token'] },
  { person: ['me', 'anna@auth.local', 'importer'] },
  { during: { from: '00:00', to: '24:00' } },
  { during: { days: ['sat', 'fri'], from: '22:00', to: '07:00' } },
  { columns: ['stge', 'Amount'] },
  { where: { filter_conjunction: 'And', filters: [status, amount, due] } },
  { where: { filter_conjunction: 'Or', filters: [] } },
  {
    where: {
      filter_conjunction: 'Or',
      filters: [{ filter_conjunction: 'And', filters: [status, { ...amount, was: true }] }, due],
    },
    when: 'every_change',
    unknown: 'yes',
  },
  { where: { filter_conjunction: 'And', filters: [{ filter_conjunction: 'Or', filters: [] }] }, when: 'became' },
  { level: 'normal' },
  { level: 'quiet', stop: true },
  { action: 'mute', when: 'became' },
  { row: ['Qtf7xPmoRaiFyQPO1aENTg'], until: '2026-12-01T17:00:00Z' },
  { level: 'acknowledge', sound: false, in_quiet_hours: true, once_in_minutes: 90, highlight: true },
  { digest: 'hourly', sound: true },
  { digest: { daily: { at: '17:00' } } },
  { digest: { daily: { at: '08:30', days: ['fri', 'mon'] } } },
  { action: 'snooze', until: '2026-12-01T17:00:00Z', highlight: true },
  { action: 'highlight', unknown: 'yes' },
];

describe('the editor', () => {
  it.each(SHOWN)('shows a rule without changing it: %j', (fields) => {
    const whole = rule(fields);
    expect(unshown(whole)).toBeUndefined();
    expect(ruleOf(formOf(whole))).toEqual(whole);
    // Whatever the agent sends is sent back as it was, to the last key.
    expect(JSON.parse(JSON.stringify(ruleOf(formOf(whole))))).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  it('says which rules it can’t show', () => {
    const deep = { filter_conjunction: 'And', filters: [{ filter_conjunction: 'Or', filters: [status] }] };
    expect(unshown(rule({ where: { filter_conjunction: 'And', filters: [deep] } }))).toBe('deep');
    expect(unshown(rule({ by: ['not_me'], person: ['anna'] }))).toBe('who');
    expect(unshown(rule({ by: ['not_me', 'api_token'] }))).toBe('who');
  });

  it('begins with a rule that announces everything', () => {
    expect(ruleOf({ ...blank(), name: 'x' })).toEqual(rule());
  });

  it('keeps nothing of an announcement with a rule that mutes', () => {
    const loud: Partial<Rule> = {
      level: 'quiet',
      sound: true,
      in_quiet_hours: true,
      once_in_minutes: 5,
      digest: 'hourly',
    };
    const form = { ...formOf(rule({ ...loud, unknown: 'yes', highlight: true })), action: 'mute' as const };
    expect(ruleOf(form)).toEqual(rule({ action: 'mute', highlight: true }));
    expect(whenOf(form)).toBe('every_change');
  });

  it('finds a condition by the place that the agent names', () => {
    const form = formOf(rule({ where: { filter_conjunction: 'And', filters: [status] } }));
    form.items.push(group());
    expect(itemAt(form, '1')).toBe(form.items[0]);
    expect(itemAt(form, '2.1')).toBe((form.items[1] as ReturnType<typeof group>).items[0]);
    expect(itemAt(form, '3.1')).toBeUndefined();
  });
});
