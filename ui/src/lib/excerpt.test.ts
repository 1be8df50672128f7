import { expect, it } from 'vitest';
import { entry } from '../samples';
import { excerpt } from './excerpt';
import { words } from './search';

it('tells where it was found, if no line shows it', () => {
  const cell = { column: 'Notes', type: 'text', old: null, new: null, old_text: '', text: '' };
  const cells = [{ ...cell, new_text: 'A long sentence about the old harbour in the north' }];
  const of = (search: string) => excerpt(entry({ cells }), ['Acme GmbH', 'Stage: Open → Won'], words(search));
  expect(of('acme')).toBeNull();
  expect(of('harb acme')).toBe('Notes: … sentence about the old harbour in the north');
  expect(of('long')).toBe('Notes: A long sentence about the old harbour in the north');
  expect(of('elsewhere')).toBeNull();
  const within = (text: string, search: string) =>
    excerpt(entry({ cells: [{ ...cell, new_text: text }] }), [], words(search));
  const [link, lines] = [
    `https://example.org/${'path/'.repeat(40)}needle`,
    `${'x\n'.repeat(60)}needle${' far'.repeat(99)}`,
  ];
  expect(within(link, 'needle')).toMatch(/^Notes: … .{20,24}needle$/);
  expect(within(lines, 'needle')).toMatch(/^Notes: … (x\s)*needle( far){30,40}/);
  expect(within(`${'字'.repeat(60)} 重要`, '重要')).toBe('Notes: … 重要');
  expect(within(`${'😀'.repeat(30)}-重要`, '重要')).toMatch(/^Notes: … (😀)+-重要$/u);
});
