// Times, days and numbers in words.

import { currentLocale, t } from './messages.svelte';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Makes a format once for each language: making one is a hundred times as slow as using it, and a list shows many. */
function once<T>(make: (locale: string) => T): () => T {
  let made: { locale: string; format: T } | undefined;
  return () => {
    const locale = currentLocale();
    if (made?.locale !== locale) made = { locale, format: make(locale) };
    return made.format;
  };
}

function dates(options: Intl.DateTimeFormatOptions | ((locale: string) => Intl.DateTimeFormatOptions)) {
  const made = once(
    (locale) => new Intl.DateTimeFormat(locale, typeof options === 'object' ? options : options(locale)),
  );
  const range = (from: number, until: number) => made().formatRange(from, until);
  return Object.assign((at: number) => made().format(at), { range });
}

/** Dates with the clock. It has two digits for the hour where there are 24 of them, as the time with seconds has. */
function clocks(options: Intl.DateTimeFormatOptions = {}) {
  const hour = (locale: string) => (hoursOf(locale) === 'h23' ? '2-digit' : 'numeric');
  return dates((locale) => ({ ...options, hour: hour(locale), minute: '2-digit' }));
}

const hoursOf = (locale: string) => new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hourCycle;

function numbers(options: Intl.NumberFormatOptions = {}): (value: number) => string {
  const made = once((locale) => new Intl.NumberFormat(locale, options));
  return (value) => made().format(value);
}

const spans = (unit: string, maximumFractionDigits = 0) =>
  numbers({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits });

const relatives = (style: 'long' | 'short') =>
  once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style }));

export const number = numbers();

export const clock = clocks();

const momentOfDay = clocks({ day: 'numeric', month: 'short' });

/** The clock, with the day unless it is today. */
export const moment = (at: number, now: number) => (dayStart(at) === dayStart(now) ? clock(at) : momentOfDay(at));

/** The day and time, to the second. */
export const exact = dates({ dateStyle: 'full', timeStyle: 'medium' });

const dayOfYear = dates({ day: 'numeric', month: 'short' });
const dayAndYear = dates({ day: 'numeric', month: 'short', year: 'numeric' });

/** The days that were asked for last: most often one of the past, and today. */
const asked: { from: number; until: number }[] = [];

/** When the day of a time began here. */
export function dayStart(at: number): number {
  const known = asked.find(({ from, until }) => at >= from && at < until);
  if (known) return known.from;
  const day = new Date(at);
  const from = day.setHours(0, 0, 0, 0);
  asked.unshift({ from, until: day.setDate(day.getDate() + 1) });
  asked.length = Math.min(asked.length, 2);
  return from;
}

const daysBetween = (from: number, to: number) => Math.round((dayStart(to) - dayStart(from)) / DAY);

/** For the list: relative for an hour, then the clock, then the day. */
export function short(at: number, now: number): string {
  const ago = now - at;
  if (ago < MINUTE && ago > -MINUTE) return t('time-now');
  if (ago < HOUR && ago > 0) return t('time-minutes', { count: Math.floor(ago / MINUTE) });
  return ofDay(at, now);
}

/** The clock today, else the day. */
export function ofDay(at: number, today: number): string {
  const days = daysBetween(at, today);
  if (days === 0) return clock(at);
  return days > 0 && days < 180 ? dayOfYear(at) : dayAndYear(at);
}

/** Whether a time is told by how long ago it is. */
export const isRecent = (at: number, now: number) => now - at < HOUR;

const [long, brief] = [relatives('long'), relatives('short')];

/** In a sentence: "3 minutes ago". */
export const ago = (at: number, now: number) => since(at, now, long());

/** Where there is little room: "3 min. ago". */
export const briefly = (at: number, now: number) => since(at, now, brief());

function since(at: number, now: number, relative: Intl.RelativeTimeFormat): string {
  const past = Math.max(0, now - at);
  if (past < MINUTE) return t('time-moment');
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour');
  const days = daysBetween(at, now);
  return days < 365 ? relative.format(-days, 'day') : relative.format(-Math.max(1, Math.floor(days / 365.25)), 'year');
}

const heading = dates({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });
const headingOfWeek = dates({ weekday: 'long', day: 'numeric', month: 'long' });

/** A day as a heading. */
export function dayName(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return t('day-today');
  if (days === 1) return t('day-yesterday');
  if (days > 1 && days < 7) return capital(headingOfWeek(at));
  return capital(heading(at));
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase(currentLocale()) + text.slice(1);

const [milliseconds, seconds, minutes] = [spans('millisecond'), spans('second', 1), spans('minute')];
const [hours, days] = [spans('hour', 1), spans('day', 1)];

/** A span: "240 ms", "1.2 s", "3 min". */
export function span(ms: number): string {
  if (ms < 1000) return milliseconds(Math.round(ms));
  if (ms < MINUTE) return seconds(ms / 1000);
  if (ms < HOUR) return minutes(Math.round(ms / MINUTE));
  if (ms < DAY) return hours(ms / HOUR);
  return days(ms < 10 * DAY ? ms / DAY : Math.round(ms / DAY));
}

/** A period as a filter's words. */
export function period(since: number | null, until: number | null): string {
  if (since !== null && until !== null) {
    const whole = since === dayStart(since) && until - since >= DAY - 2 * HOUR;
    return whole ? dayAndYear.range(since, until) : momentOfDay.range(since, until + 1);
  }
  if (since !== null) return t('period-since', { day: dayAndYear(since) });
  return t('period-until', { day: dayAndYear(until ?? 0) });
}

const hourOfWeek = clocks({ weekday: 'long' });
const hour = dates({ hour: 'numeric' });

/** An hour or a day of a chart, in full and beneath its bar. */
export const barName = (at: number, step: 'hour' | 'day') => (step === 'hour' ? hourOfWeek(at) : headingOfWeek(at));
export const barTick = (at: number, step: 'hour' | 'day') => (step === 'hour' ? hour(at) : dayOfYear(at));
