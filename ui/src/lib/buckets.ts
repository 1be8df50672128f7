// Hours and days as bars, those without a change too.

import type { ActivityTime } from '../bindings/api';
import { barName, barTick } from './times';

export type Step = 'hour' | 'day';
export type Bucket = { at: number; until: number; changes: number; name: string; tick: string };

/** More bars than this can't be told apart. */
const MOST = 200;

function next(at: number, step: Step): number {
  if (step === 'hour') return at + 3_600_000;
  const day = new Date(at);
  day.setDate(day.getDate() + 1);
  return day.getTime();
}

function beginning(at: number, step: Step): number {
  const time = new Date(at);
  if (step === 'hour') time.setMinutes(0, 0, 0);
  else time.setHours(0, 0, 0, 0);
  return time.getTime();
}

export function buckets(times: ActivityTime[], since: number, until: number, step: Step): Bucket[] {
  const changes = new Map(times.map((time) => [beginning(time.at_ms, step), time.changes]));
  const made: Bucket[] = [];
  for (let at = beginning(since, step); at <= until; at = next(at, step)) {
    const name = barName(at, step);
    made.push({ at, until: next(at, step), changes: changes.get(at) ?? 0, name, tick: barTick(at, step) });
  }
  return made.slice(-MOST);
}
