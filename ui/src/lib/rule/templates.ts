// What many want to be told, filled with what was really seen.

import type { BaseView, ColumnsView, ColumnView, OptionView, TableView } from '../../bindings/api';
import { blank, condition, type RuleForm } from './form';

export type Seen = { base: BaseView; table: TableView; columns: ColumnsView };

/** A template, and what it was filled with; what nothing was found for is left to be chosen. */
export type Template = {
  kind: 'added' | 'status' | 'payment';
  seen: Seen | undefined;
  column: ColumnView | undefined;
  option: OptionView | undefined;
  form: RuleForm;
};

const STATUS = /status|state|stage|phase|stand|statut|état|étape/i;
const DONE =
  /\b(won|done|paid|closed|ready|approved|erledigt|fertig|gewonnen|bezahlt|abgeschlossen|gagné|payé|terminé|prêt)/i;
const PAYMENT = /paid|payment|amount|price|total|zahlung|bezahlt|betrag|preis|summe|paiement|payé|montant|prix/i;
const MONEY = ['dollar', 'euro', 'yuan', 'custom_currency'];

/** How many tables are looked at: those with the most changes. */
export const MOST_TABLES = 4;

export function busiest(bases: BaseView[]): { base: BaseView; table: TableView }[] {
  const all = bases.flatMap((base) => base.tables.map((table) => ({ base, table })));
  return all.sort((a, b) => b.table.changes - a.table.changes).slice(0, MOST_TABLES);
}

const isStatus = ({ type, options }: ColumnView) => type === 'single-select' && options.length > 0;
const isMoney = ({ type, format, name }: ColumnView) =>
  type === 'number' && (MONEY.includes(format) || PAYMENT.test(name));

/** The first table with such a column; of several, one that is called so. */
function find(seen: Seen[], fits: (column: ColumnView) => boolean, called: RegExp) {
  const all = seen.flatMap((one) => one.columns.columns.filter(fits).map((column) => ({ seen: one, column })));
  return all.find(({ column }) => called.test(column.name)) ?? all[0];
}

const inPlace = (seen: Seen | undefined): Partial<RuleForm> =>
  seen ? { base: seen.base.uuid, table: seen.table.id || seen.table.name } : {};

export function templates(seen: Seen[]): Template[] {
  const status = find(seen, isStatus, STATUS);
  const options = status?.column.options ?? [];
  const option = options.find(({ name }) => DONE.test(name)) ?? options.at(-1);
  const payment = find(seen, isMoney, PAYMENT);
  const named = (column: ColumnView) => ({ column_key: column.key, column_name: column.name });
  const becomes =
    status && option
      ? condition({
          ...named(status.column),
          filter_predicate: 'is',
          filter_term: option.id,
          names: { [option.id]: option.name },
        })
      : condition();
  const entered = payment ? condition({ ...named(payment.column), filter_predicate: 'is_not_empty' }) : condition();
  return [
    {
      kind: 'added',
      seen: seen[0],
      column: undefined,
      option: undefined,
      form: { ...blank(), ...inPlace(seen[0]), kind: ['row_added'] },
    },
    {
      kind: 'status',
      seen: status?.seen ?? seen[0],
      column: status?.column,
      option,
      form: { ...blank(), ...inPlace(status?.seen ?? seen[0]), items: [becomes] },
    },
    {
      kind: 'payment',
      seen: payment?.seen ?? seen[0],
      column: payment?.column,
      option: undefined,
      form: { ...blank(), ...inPlace(payment?.seen ?? seen[0]), items: [entered] },
    },
  ];
}
