import { expect, it, vi } from 'vitest';
import type { BaseView, Rule } from '../bindings/api';
import { backend } from './backend';
import { KIND_GROUPS, mute, muting, others } from './rules';

const base = {
  uuid: 'fae0a3a4-2ba9-4df8-8e83-03fd385e37de',
  name: 'Sales',
  tables: [{ id: '0000', name: 'Deals', changes: 1, unread: 0 }],
} as unknown as BaseView;
const rule = (fields: Partial<Rule>): Rule => ({
  name: 'x',
  base: base.uuid,
  table: null,
  kind: [],
  person: [],
  action: 'mute',
  ...fields,
});

it('finds the rule that a switch stands for, by a table’s name or id', () => {
  const table = base.tables[0]!;
  for (const name of ['0000', 'Deals']) expect(muting([rule({ table: name })], { base, table }, [])).toBeDefined();
  expect(muting([rule({})], { base, table }, [])).toBeUndefined();
  expect(muting([rule({ person: ['me'] })], { base, table: null }, [])).toBeUndefined();
  expect(muting([rule({ action: 'announce' })], { base, table: null }, [])).toBeUndefined();
});

it('lists the rules that no switch shows', () => {
  const shown = [
    rule({ name: 'base' }),
    rule({ name: 'links', table: '0000', kind: [...KIND_GROUPS[3]!.kinds].reverse() }),
  ];
  const further = [
    rule({ name: 'mine', base: null, person: ['me'] }),
    rule({ name: 'row', row: ['r1'] }),
    rule({ name: 'until', until: '2026-12-01T17:00:00Z' }),
    rule({ name: 'highlight', highlight: true }),
    rule({ name: 'person', person: ['anna'] }),
    rule({ name: 'loud', action: 'announce' }),
    rule({ name: 'column', where: { filter_conjunction: 'And', filters: [] } }),
    rule({ name: 'tokens', by: ['api_token'] }),
    rule({ name: 'last', stop: true }),
  ];
  expect(others([...shown, ...further], [base])).toEqual(further);
});

it('names a rule without characters that nobody sees, also for a base without a name', async () => {
  const asked = vi.spyOn(backend, 'request').mockResolvedValue([] as never);
  await mute({ base: { ...base, name: null }, table: null }, KIND_GROUPS[0]!);
  expect(asked).toHaveBeenCalledWith('POST', '/v1/rules', expect.objectContaining({ name: 'Base fae0a3a4: Added' }));
});
