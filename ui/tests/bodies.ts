// Webhooks as SeaTable sends them, for a small pretend company.

import type { Agent } from './agent';

export const SALES = '5a1e50000000400080000000000000a1';
export const PEOPLE: Record<string, string> = {
  Anna: '4bc9a7c79c5942c5b6238413f2132bea@auth.local',
  Jonas: '910a2dec89025cc1beeb8da1658eec67@auth.local',
};

const STAGES = {
  options: [
    { id: '1', name: 'Lead', color: '#EFC9F2', textColor: '#212529' },
    { id: '2', name: 'Quoted', color: '#FDE59C', textColor: '#212529' },
    { id: '3', name: 'Won', color: '#59CB74', textColor: '#FFFFFF' },
    { id: '4', name: 'Lost', color: '#F4667C', textColor: '#FFFFFF' },
  ],
};

export type Cell = { key: string; name: string; type: string; data?: unknown; old?: unknown; value: unknown };

export const stage = (old: string, value: string): Cell => ({
  key: 'stge',
  name: 'Stage',
  type: 'single-select',
  data: STAGES,
  old,
  value,
});
export const note = (old: string, value: string): Cell => ({
  key: 'note',
  name: 'Notes',
  type: 'long-text',
  old,
  value,
});
export const amount = (old: number | null, value: number): Cell => ({
  key: 'amnt',
  name: 'Amount',
  type: 'number',
  data: { format: 'euro', decimal: 'dot', thousands: 'comma', enable_precision: true, precision: 0 },
  old,
  value,
});
export const name = (value: string): Cell => ({ key: '0000', name: 'Company', type: 'text', value });

type Change = {
  op?: 'insert_row' | 'modify_row' | 'delete_row';
  row: string;
  table?: string;
  by?: string;
  agoMs?: number;
  cells?: Cell[];
  rows?: number;
  base?: string;
};

export function webhook({
  op = 'modify_row',
  row,
  table = 'Deals',
  by = 'Anna',
  agoMs = 0,
  cells = [],
  rows = 1,
  base = SALES,
}: Change) {
  return {
    event: 'update',
    data: {
      dtable_uuid: base,
      row_id: `${row.replace(/[^A-Za-z]/g, '')}AAAAAAAAAAAAAAAAAAAAAA`.slice(0, 22),
      op_user: PEOPLE[by] ?? by,
      op_type: op,
      op_time: (Date.now() - agoMs) / 1000,
      table_id: table === 'Deals' ? '0000' : `${table}0000`.slice(0, 4),
      table_name: table,
      row_name: row,
      row_count: rows,
      row_data: cells.map((cell) => ({
        column_key: cell.key,
        column_name: cell.name,
        column_type: cell.type,
        column_data: cell.data ?? null,
        value: cell.value,
        ...(op === 'modify_row' ? { old_value: cell.old ?? '' } : {}),
      })),
    },
  };
}

/** So close together that they are of one day at any time but midnight. */
const STEP = 100;

/** A few changes of every kind; how many. */
export async function seed(agent: Agent): Promise<number> {
  const changes: Change[] = [
    { op: 'delete_row', row: 'Old lead', agoMs: 90 * STEP, by: 'Jonas' },
    { op: 'insert_row', row: 'Northwind', agoMs: 50 * STEP, cells: [name('Northwind'), amount(null, 1200)] },
    { op: 'insert_row', row: 'Row 1', agoMs: 40 * STEP, by: 'Jonas', table: 'Tasks', rows: 25 },
    { row: 'Acme GmbH', agoMs: 30 * STEP, cells: [stage('1', '2')] },
    { row: 'Acme GmbH', agoMs: 20 * STEP, cells: [amount(900, 1500)], by: 'Jonas' },
    {
      row: 'Acme GmbH',
      agoMs: 10 * STEP,
      cells: [
        stage('2', '3'),
        note(
          'They want an offer for twelve seats by the end of the week and asked twice about support.',
          'They signed the offer for twelve seats this week and asked again about support in German.',
        ),
      ],
    },
    { row: 'Brauerei Köln', agoMs: 5 * STEP, cells: [stage('2', '4')], by: 'Jonas' },
  ];
  for (const change of changes) await agent.webhook(webhook(change));
  await agent.has(changes.length);
  await agent.post('/v1/bases', {
    address: 'https://cloud.seatable.io/workspace/7/dtable/Sales/',
    endpoint: null,
    uuid: SALES,
  });
  for (const [person, id] of Object.entries(PEOPLE)) {
    await agent.post('/v1/me', { person: id, name: person, not: true });
  }
  return changes.length;
}
