import { expect, it } from 'vitest';
import { entry } from '../samples';
import { EVERYTHING, fits, isFiltered, parameters } from './query';

it('writes only what is set into an address', () => {
  expect(parameters({ ...EVERYTHING, search: 'a&b', unread: true, before: 5 })).toBe(
    'search=a%26b&unread=true&before=5',
  );
  expect(isFiltered(EVERYTHING)).toBe(false);
});

it('decides about a change that just came as the agent does', () => {
  const change = entry({
    unread: true,
    cells: [{ column: 'Stage', type: 'text', old: '', new: '', old_text: '', new_text: 'Quoted', text: '' }],
  });
  const base = 'fae0a3a4-2ba9-4df8-8e83-03fd385e37de';
  const fitting = [
    {},
    { base },
    { table: '0000' },
    { table: 'Deals' },
    { person: 'Anna' },
    { unread: true },
    { search: 'quot acm' },
  ];
  for (const filter of fitting) expect(fits(change, { ...EVERYTHING, ...filter }), JSON.stringify(filter)).toBe(true);
  const at = Date.parse(change.at);
  const unfit = [
    { base: base.replace('f', '0') },
    { table: 'Tasks' },
    { kind: 'row_added' },
    { person: 'Jonas' },
    { source: 'realtime' },
    { row: 'row-2' },
    { since_ms: at + 1 },
    { until_ms: at - 1 },
    { search: 'uoted' },
  ];
  for (const filter of unfit) expect(fits(change, { ...EVERYTHING, ...filter }), JSON.stringify(filter)).toBe(false);
});
