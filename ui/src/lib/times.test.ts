import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLanguage } from './messages.svelte';
import { ago, briefly, clock, dayName, exact, moment, period, short, span } from './times';

const NOW = new Date('2026-11-24T14:30:00').getTime();
const before = (minutes: number) => NOW - minutes * 60_000;
const bare = (text: string) => text.replace(/[\u2068\u2069]/g, '');

beforeEach(() => setLanguage('en'));

it('is relative for an hour, then the clock, then the day', () => {
  expect(short(before(0), NOW)).toBe('now');
  expect(short(before(5), NOW)).toBe('5 min');
  expect(short(before(120), NOW)).toMatch(/12:30/);
  expect(short(before(60 * 24 * 3), NOW)).toBe('Nov 21');
  expect(short(before(60 * 24 * 400), NOW)).toMatch(/2025/);
});

it('names days in the person’s language', () => {
  expect(dayName(NOW, NOW)).toBe('Today');
  setLanguage('de');
  expect(dayName(before(60 * 24), NOW)).toBe('Gestern');
  expect(dayName(before(60 * 24 * 2), NOW)).toBe('Sonntag, 22. November');
  expect(ago(before(3), NOW)).toBe('vor 3 Minuten');
});

it('counts years beyond one, and has short words where there is little room', () => {
  expect(ago(before(60 * 24 * 364), NOW)).toBe('364 days ago');
  expect(ago(before(60 * 24 * 365), NOW)).toBe('last year');
  expect(ago(before(60 * 24 * 1367), NOW)).toBe('3 years ago');
  setLanguage('de');
  expect(briefly(before(3), NOW)).toBe('vor 3 Min.');
  setLanguage('en');
});

function speaks(tag: string) {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([tag]);
  dispatchEvent(new Event('languagechange'));
}

/** With plain spaces only. */
const spaced = (text: string) => text.replaceAll('\u202f', ' ');

afterEach(() => {
  vi.restoreAllMocks();
  dispatchEvent(new Event('languagechange'));
});

it('writes English as the system’s region does', () => {
  for (const [tag, written] of [
    ['de-DE', '14:30'],
    ['en-GB', '14:30'],
    ['en-US', '2:30 PM'],
    ['fr', '14:30'],
  ] as const) {
    speaks(tag);
    expect(spaced(clock(NOW)), tag).toBe(written);
  }
});

it('writes an hour with two digits where there are 24, beside seconds or not', () => {
  const night = new Date('2026-11-24T00:04:05').getTime();
  for (const [tag, short, long] of [
    ['de-DE', '00:04', '00:04:05'],
    ['fr-FR', '00:04', '00:04:05'],
    ['en-GB', '00:04', '00:04:05'],
    ['en-US', '12:04 AM', '12:04:05 AM'],
    ['en-AU', '12:04 am', '12:04:05 am'],
  ] as const) {
    speaks(tag);
    setLanguage(tag.slice(0, 2));
    expect(spaced(clock(night)), tag).toBe(short);
    expect(spaced(moment(night, NOW - 2 * 24 * 3_600_000)), tag).toMatch(new RegExp(`\\D ${short}$`));
    expect(spaced(exact(night)), tag).toMatch(new RegExp(`\\D${long}$`));
  }
});

it('says how long something took', () => {
  expect(span(240)).toBe('240 ms');
  expect(span(1234)).toBe('1.2 sec');
  expect(span(90 * 60_000)).toBe('1.5 hr');
  expect(span(1687.7 * 24 * 60 * 60_000)).toBe('1,688 days');
});

it('says a period as days', () => {
  const day = new Date('2026-11-23T00:00').getTime();
  expect(bare(period(day, null))).toBe('since Nov 23, 2026');
  expect(period(day, day + 24 * 3_600_000 - 1)).toBe('Nov 23, 2026');
});
