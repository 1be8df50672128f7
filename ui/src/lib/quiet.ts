// The quiet hours as they are edited: each change that makes sense is in force at once.

import type { QuietHours, Weekday } from '../bindings/api';
import { DAYS, WORKDAYS } from './rule/form';

/** Hours on some days. The number tells them from the others while they are edited. */
export type Span = { id: number; days: Weekday[]; from: string; to: string };

let last = 0;
const next = () => {
  last += 1;
  return last;
};

/** The nights before working days. */
export const night = (): Span => ({ id: next(), days: [...WORKDAYS.slice(0, 4), 'sun'], from: '22:00', to: '07:00' });

/** None is every day. */
export const spansOf = ({ hours }: QuietHours): Span[] =>
  hours.map(({ days = [], from, to }) => ({ id: next(), days: days.length > 0 ? days : DAYS, from, to }));

export const hoursOf = (spans: Span[]): QuietHours['hours'] =>
  spans.map(({ days, from, to }) => ({ ...(days.length < DAYS.length ? { days } : {}), from, to }));

/** What a span lacks; none: nothing. */
export function lacking({ days, from, to }: Span): string | undefined {
  if (days.length === 0) return 'quiet-lacks-day';
  if (from === '' || to === '') return 'rule-lacks-time';
  return from === to || from === '24:00' ? 'rule-empty-time' : undefined;
}
