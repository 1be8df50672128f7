import { expect, it } from 'vitest';
import { read, readClock, written } from './numbers';

it.each([
  ['10,000', '', 'en-GB', 10_000],
  ['10.000', '', 'de-DE', 10_000],
  ['10.5', '', 'de-DE', 10.5],
  ['1.234,56', '', 'de-DE', 1234.56],
  ['10 000,5', '', 'fr-FR', 10_000.5],
  ['10,5', '', 'en-GB', 10.5],
  ['-3', '', 'en-GB', -3],
  ['25 %', 'percent', 'en-GB', 0.25],
  ['29', 'percent', 'en-GB', 0.29],
  ['1:30', 'h:mm', 'en-GB', 5400],
  ['90', 'h:mm', 'en-GB', 5400],
  ['1:30', 'h:mm:ss', 'en-GB', 90],
  ['1:00:30', 'h:mm:ss', 'en-GB', 3630],
  ['ten', '', 'en-GB', undefined],
  ['1e3', '', 'en-GB', undefined],
  ['', '', 'en-GB', undefined],
  ['1:99', 'h:mm', 'en-GB', undefined],
])('reads %s (%s, %s)', (text, format, locale, number) => {
  expect(read(text, format, locale)).toBe(number);
  if (number !== undefined) expect(read(written(number, format, locale), format, locale)).toBe(number);
});

it.each([
  ['8', '08:00'],
  ['8:30', '08:30'],
  ['18.05', '18:05'],
  ['24', '24:00'],
  ['24:01', undefined],
  ['8:75', undefined],
  ['noon', undefined],
  ['', undefined],
])('reads the time %s', (text, clock) => {
  expect(readClock(text)).toBe(clock);
});
