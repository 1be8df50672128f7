import { expect, it } from 'vitest';
import { foundIn, words } from './search';

const found = (text: string, search: string) =>
  foundIn(text, words(search)).map(({ from, to }) => text.slice(from, to));

it('finds beginnings of words, whatever their case and accents', () => {
  expect(found('Müller & Söhne GmbH', 'mul gmbh')).toEqual(['Mül', 'GmbH']);
  expect(found('Straßenbau', 'bau')).toEqual([]);
  expect(found('mu\u0308ller', 'mü')).toEqual(['mu\u0308']);
});

it('marks the longest of several beginnings, once', () => {
  expect(found('account', 'a acc')).toEqual(['acc']);
});

it('finds nothing for a search without words', () => {
  expect(found('anything', '…')).toEqual([]);
});
