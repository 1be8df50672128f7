import { afterEach, describe, expect, it } from 'vitest';
import type { ColumnView, Rule } from '../../bindings/api';
import { setLanguage } from '../messages.svelte';
import { type Known, sentence } from './sentence';

const ask = (predicate: string, wants: string) => ({ predicate, wants, modifiers: [] });
const column = (name: string, type: string, asks: ColumnView['asks'], format = ''): ColumnView => ({
  key: name,
  name,
  type,
  format,
  options: [],
  asks,
  computed: false,
});
const COLUMNS = [
  column('Amount', 'number', [ask('greater', 'number')]),
  column('Share', 'number', [ask('less', 'number')], 'percent'),
  column('Paid', 'checkbox', [ask('is', 'flag')]),
];
const known = (locale: string): Known => ({
  base: () => 'Sales',
  table: (_, table) => (table === '0000' ? 'Deals' : table),
  person: (id) => id.split('@')[0]!,
  column: (_, { column_name }) => COLUMNS.find(({ name }) => name === column_name),
  columnName: (_, name) => name,
  locale,
});
const rule = (fields: Partial<Rule>): Rule => ({
  name: 'x',
  base: 'b',
  table: '0000',
  kind: [],
  person: [],
  action: 'announce',
  ...fields,
});
const say = (fields: Partial<Rule>, locale = 'en-GB') =>
  sentence(rule(fields), known(locale)).replaceAll(/[\u2066-\u2069]/g, '');

const won = { column_name: 'Stage', filter_predicate: 'is', filter_term: '3', names: { 3: 'Won' } };
const large = { column_name: 'Amount', filter_predicate: 'greater', filter_term: 10_000 };
const deal: Partial<Rule> = {
  where: { filter_conjunction: 'And', filters: [won, large] },
  by: ['not_me'],
  during: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' },
};

/** By the clock on the wall. */
const FIVE = new Date(2026, 11, 1, 17).toISOString();

afterEach(() => setLanguage('en'));

describe('a rule in words', () => {
  it('is one sentence, in each language', () => {
    expect(say(deal)).toBe(
      'When it becomes true of a row in Sales › Deals that Stage is Won and Amount is greater than 10,000, not by me, Mon–Fri 08:00–18:00: announce.',
    );
    setLanguage('de');
    expect(say(deal, 'de-DE')).toBe(
      'Sobald für eine Zeile in Sales › Deals gilt: Stage ist gleich Won und Amount ist größer als 10.000, nicht durch mich, Mo–Fr 08:00–18:00: melden.',
    );
    setLanguage('fr');
    expect(say(deal, 'fr-FR')).toBe(
      'Dès qu’il est vrai d’une ligne de Sales › Deals que Stage est égale à Won et Amount est supérieure à 10\u202f000, pas par moi, lun.–ven. 08:00–18:00\u00a0: annoncer.',
    );
  });

  it('says what happens, by whom, and what follows', () => {
    expect(say({ base: null, table: null, action: 'mute' })).toBe('When anything happens in any base: keep quiet.');
    expect(
      say({ kind: ['row_added', 'link_added', 'link_removed', 'links_changed'], level: 'quiet', stop: true }),
    ).toBe(
      'When a row is added or rows are linked or unlinked in Sales › Deals: announce quietly. The rules below are not asked then.',
    );
    expect(say({ person: ['me', 'anna@auth.local'], columns: ['Price', 'Due'] })).toBe(
      'When anything happens in Sales › Deals, with a change in Price or Due, by me or anna: announce.',
    );
  });

  it('says how it is announced, in each language', () => {
    const loud: Partial<Rule> = {
      row: ['r1'],
      until: FIVE,
      level: 'acknowledge',
      sound: false,
      in_quiet_hours: true,
      once_in_minutes: 120,
      highlight: true,
    };
    const gathered: Partial<Rule> = { digest: { daily: { at: '17:00', days: ['mon', 'tue', 'wed'] } }, sound: true };
    expect(say(loud)).toBe(
      'When anything happens in Sales › Deals, in one particular row, until 1 Dec 2026, 17:00: announce until it is acknowledged, without a sound, in quiet hours too, at most once per row in 2 hours, and highlight it in the history.',
    );
    expect(say(gathered)).toContain(': announce, with a sound, gathered at 17:00 on Mon–Wed.');
    expect(say({ digest: 'hourly', once_in_minutes: 90 })).toContain(
      ': announce, at most once per row in 90 minutes, gathered every hour.',
    );
    setLanguage('de');
    expect(say(loud, 'de-DE')).toBe(
      'Wenn in Sales › Deals etwas geschieht, in einer bestimmten Zeile, bis 01.12.2026, 17:00: melden, bis es bestätigt ist, ohne Ton, auch in der Ruhezeit, je Zeile höchstens einmal in 2 Stunden, und im Verlauf hervorheben.',
    );
    expect(say(gathered, 'de-DE')).toContain(': melden, mit Ton, gesammelt um 17:00 (Mo–Mi).');
    setLanguage('fr');
    expect(say(loud, 'fr-FR')).toBe(
      'Quand il se passe quelque chose dans Sales › Deals, dans une ligne précise, jusqu’au 1 déc. 2026, 17:00\u00a0: annoncer jusqu’à confirmation, sans son, même pendant les heures calmes, au plus une fois par ligne en 2 heures, et mettre en évidence dans l’historique.',
    );
    expect(say(gathered, 'fr-FR')).toContain('\u00a0: annoncer, avec un son, en un regroupement à 17:00 (lun.–mer.).');
  });

  it('says what is put off, and what is only highlighted', () => {
    expect(say({ action: 'snooze', row: ['r1', 'r2'], until: FIVE })).toBe(
      'When anything happens in Sales › Deals, in 2 particular rows: snooze until 1 Dec 2026, 17:00.',
    );
    expect(say({ action: 'snooze' })).toContain(': snooze until ….');
    expect(say({ action: 'highlight', highlight: true })).toContain(': highlight it in the history.');
  });

  it('says how conditions go together, and which side is meant', () => {
    const lead = { ...won, filter_term: 'Lead', names: {}, was: true };
    const filters = [{ filter_conjunction: 'Or', filters: [won, large] }, lead];
    expect(say({ where: { filter_conjunction: 'And', filters }, when: 'every_change' })).toBe(
      'At every change of a row in Sales › Deals while (Stage is Won or Amount is greater than 10,000) and Stage is “Lead” before the change: announce.',
    );
  });

  it('writes values as the column has them', () => {
    const filters = [
      { column_name: 'Share', filter_predicate: 'less', filter_term: 0.25 },
      { column_name: 'Paid', filter_predicate: 'is', filter_term: true },
      { column_name: 'Due', filter_predicate: 'is_before', filter_term_modifier: 'number_of_days_ago', filter_term: 3 },
      { column_name: 'Tags', filter_predicate: 'has_any_of', filter_term: ['1', '2'], names: { 1: 'A', 2: 'B' } },
      { column_name: '', filter_predicate: '' },
    ];
    expect(say({ where: { filter_conjunction: 'And', filters } })).toContain(
      'Share is less than 25 %, Paid is ticked, Due is before 3 days ago, Tags has any of A or B, and …',
    );
  });

  it('says nights and whole days', () => {
    expect(say({ during: { from: '22:00', to: '07:00' } })).toContain(', 22:00–07:00:');
    expect(say({ during: { days: ['sun', 'sat'], from: '00:00', to: '24:00' } })).toContain(', Sat and Sun:');
    expect(say({ during: { from: '00:00', to: '24:00' } })).toContain(', at any time:');
  });
});
