import { expect, it } from 'vitest';
import { entry } from '../samples';
import { excerpt } from './excerpt';
import { words } from './search';

it('tells where it was found, if no line shows it', () => {
  const cell = { column: 'Notes', type: 'text', old: null, new: null, old_text: '' };
  const cells = [{ ...cell, new_text: 'A long sentence about the old harbour in the north' }];
  const of = (search: string) => excerpt(entry({ cells }), ['Acme GmbH', 'Stage: Open → Won'], words(search));
  expect(of('acme')).toBeNull();
  expect(of('harb acme')).toBe('Notes: … sentence about the old harbour in the north');
  expect(of('long')).toBe('Notes: A long sentence about the old harbour in the north');
  expect(of('elsewhere')).toBeNull();
});
