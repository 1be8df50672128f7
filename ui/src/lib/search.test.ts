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

it('finds what is written without blanks anywhere and in its order', () => {
  expect(found('我们的京东商城、东京', '京东')).toEqual(['京东']);
  expect(found('東京タワーと東京', '東京')).toEqual(['東京', '東京']);
  expect(found('ガラスのバス', 'ハス')).toEqual(['バス']);
  expect(found('ป่าไม้ ป้า', 'ป้า')).toEqual(['ป้า']);
  expect(found('iPhone用ケース', 'phone用')).toEqual(['Phone用']);
});

it('finds signs where they stand for themselves', () => {
  expect(found('C++ and 3+4', '++')).toEqual(['++']);
  expect(found('✅ done, 5 €', '✅ done')).toEqual(['✅', 'done']);
  expect(found('Müller & Söhne', '"Müller" & Söhne')).toEqual(['Müller', 'Söhne']);
  expect(found('anything', '…')).toEqual([]);
});
