// Times, days and numbers in words.

import { currentLocale, t } from './messages.svelte';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

// Making a format is a hundred times as slow as using it, and a list shows many.
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const language = currentLocale();
  const key = `${language} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(language, options);
    formats.set(key, made);
  }
  return made;
}

export const number = (value: number) => value.toLocaleString(currentLocale());

export const clock = (at: number) => format({ hour: 'numeric', minute: '2-digit' }).format(at);

/** The clock, with the day unless it is today. */
export const moment = (at: number, now: number) =>
  dayStart(at) === dayStart(now)
    ? clock(at)
    : format({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(at);

/** The day and time, to the second. */
export const exact = (at: number) => format({ dateStyle: 'full', timeStyle: 'medium' }).format(at);

export function dayStart(at: number): number {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

const daysBetween = (from: number, to: number) => Math.round((dayStart(to) - dayStart(from)) / DAY);

/** For the list: relative for an hour, then the clock, then the day. */
export function short(at: number, now: number): string {
  const ago = now - at;
  if (ago < MINUTE && ago > -MINUTE) return t('time-now');
  if (ago < HOUR && ago > 0) return t('time-minutes', { count: Math.floor(ago / MINUTE) });
  if (dayStart(at) === dayStart(now)) return clock(at);
  if (daysBetween(at, now) < 180 && ago > 0) return format({ day: 'numeric', month: 'short' }).format(at);
  return format({ day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** In a sentence: "3 minutes ago". */
export function ago(at: number, now: number): string {
  return since(at, now, 'long');
}

/** Where there is little room: "3 min. ago". */
export const briefly = (at: number, now: number) => since(at, now, 'short');

function since(at: number, now: number, style: 'long' | 'short'): string {
  const relative = new Intl.RelativeTimeFormat(currentLocale(), { numeric: 'auto', style });
  const past = Math.max(0, now - at);
  if (past < MINUTE) return t('time-moment');
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour');
  const days = daysBetween(at, now);
  return days < 365 ? relative.format(-days, 'day') : relative.format(-Math.max(1, Math.floor(days / 365.25)), 'year');
}

/** A day as a heading. */
export function dayName(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return t('day-today');
  if (days === 1) return t('day-yesterday');
  if (days > 1 && days < 7) return capital(format({ weekday: 'long', day: 'numeric', month: 'long' }).format(at));
  return capital(format({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' }).format(at));
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase(currentLocale()) + text.slice(1);

/** A span: "240 ms", "1.2 s", "3 min". */
export function span(ms: number): string {
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(currentLocale(), {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 1000) return unit(Math.round(ms), 'millisecond');
  if (ms < MINUTE) return unit(ms / 1000, 'second', 1);
  if (ms < HOUR) return unit(Math.round(ms / MINUTE), 'minute');
  if (ms < DAY) return unit(ms / HOUR, 'hour', 1);
  return unit(ms / DAY, 'day', 1);
}

/** A period as a filter's words. */
export function period(since: number | null, until: number | null): string {
  const day = format({ day: 'numeric', month: 'short', year: 'numeric' });
  if (since !== null && until !== null) {
    const whole = since === dayStart(since) && until - since >= DAY - 2 * HOUR;
    return whole
      ? day.formatRange(since, until)
      : format({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).formatRange(since, until + 1);
  }
  if (since !== null) return t('period-since', { day: day.format(since) });
  return t('period-until', { day: day.format(until ?? 0) });
}

/** An hour or a day of a chart, in full and beneath its bar. */
export const barName = (at: number, step: 'hour' | 'day') =>
  step === 'hour'
    ? format({ weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(at)
    : format({ weekday: 'long', day: 'numeric', month: 'long' }).format(at);
export const barTick = (at: number, step: 'hour' | 'day') =>
  step === 'hour' ? format({ hour: 'numeric' }).format(at) : format({ day: 'numeric', month: 'short' }).format(at);
