import { expect, it } from 'vitest';
import type { BaseView, ColumnView, TableView } from '../../bindings/api';
import { ruleOf } from './form';
import { busiest, templates } from './templates';

const table = (name: string, changes: number): TableView => ({ id: name.slice(0, 4), name, changes, unread: 0 });
const base = { uuid: 'b', name: 'Sales', tables: [table('Deals', 5), table('Tasks', 9)] } as unknown as BaseView;
const option = (id: string, name: string) => ({ id, name, color: '', text_color: '' });
const column = (fields: Partial<ColumnView>): ColumnView => ({
  key: 'k',
  name: '',
  type: 'text',
  format: '',
  options: [],
  asks: [],
  computed: false,
  ...fields,
});

it('are filled with what was seen', () => {
  const columns = [
    column({ name: 'Source', type: 'single-select', key: 'srce', options: [option('9', 'Fair')] }),
    column({ name: 'Stage', type: 'single-select', key: 'stge', options: [option('3', 'Won'), option('4', 'Lost')] }),
    column({ name: 'Amount', type: 'number', key: 'amnt', format: 'euro' }),
  ];
  const seen = [{ base, table: base.tables[0]!, columns: { columns, whole: true } }];
  const [added, status, payment] = templates(seen).map(({ form }) => ruleOf(form));
  expect(added).toMatchObject({ base: 'b', table: 'Deal', kind: ['row_added'] });
  expect(status!.where!.filters).toEqual([
    { column_key: 'stge', column_name: 'Stage', filter_predicate: 'is', filter_term: '3', names: { 3: 'Won' } },
  ]);
  expect(payment!.where!.filters).toEqual([
    { column_key: 'amnt', column_name: 'Amount', filter_predicate: 'is_not_empty' },
  ]);
});

it('leave to be chosen what was not seen', () => {
  const [added, status] = templates([]);
  expect(ruleOf(added!.form)).toMatchObject({ base: null, kind: ['row_added'] });
  expect(status!.form.items).toHaveLength(1);
  expect(busiest([base]).map(({ table }) => table.name)).toEqual(['Tasks', 'Deals']);
});
