// The list's shape: pages of changes, grouped by day, with edits of one row folded. Pure; the state is in history.svelte.ts.

import type { Entry } from '../bindings/api';
import { dayStart } from './times';

/** A part of the history between two changes. Its entries are let go while it is far from what is on show. */
export type ListPage = {
  /** What was asked as `before`. */
  before: number | null;
  /** What to ask for the page after; null at the end of the history. */
  next: number | null;
  entries: Entry[] | null;
  /** The items that its entries make, and so its height while they are let go. */
  shape: { days: number; rows: number };
  /** The days of its newest and its oldest change. */
  first: number;
  last: number;
};

export type Item =
  | { type: 'day'; day: number }
  | {
      type: 'entry';
      entry: Entry;
      /** The edits folded into this one, newest first, itself included. */
      fold: Entry[];
      open: boolean;
      /** Whether it is one of the edits that an unfolded one shows below itself. */
      member: boolean;
    };

/** A change that was reported later than this has its place, and so its day, by when it came. */
const LATE_MS = 7 * 24 * 60 * 60 * 1000;

export function dayOf(entry: Entry): number {
  const [at, received] = [Date.parse(entry.at), Date.parse(entry.received_at)];
  return dayStart(received - at > LATE_MS ? received : at);
}

const EDITS = new Set(['row_added', 'row_changed']);

/** What makes two edits belong together. None: it stands alone. */
export function foldKey(entry: Entry): string | null {
  const alone = !EDITS.has(entry.kind) || entry.rows_affected > 1 || entry.row_id === '';
  return alone ? null : `${entry.dtable_uuid} ${entry.table_id} ${entry.row_id}`;
}

/** The items of a page. `before` is the day that the page above ends with. */
export function items(entries: Entry[], before: number | null, unfolded: ReadonlySet<string>, fold: boolean): Item[] {
  const made: Item[] = [];
  let day = before;
  for (let at = 0; at < entries.length; ) {
    const entry = entries[at]!;
    const today = dayOf(entry);
    if (today !== day) made.push({ type: 'day', day: today });
    day = today;
    const end = fold ? foldEnd(entries, at, today) : at + 1;
    const folded = entries.slice(at, end);
    const open = folded.length > 1 && unfolded.has(foldKey(entry)!);
    made.push({ type: 'entry', entry, fold: folded, open, member: false });
    if (open) {
      for (const member of folded.slice(1)) {
        made.push({ type: 'entry', entry: member, fold: [member], open: false, member: true });
      }
    }
    at = end;
  }
  return made;
}

function foldEnd(entries: Entry[], at: number, day: number): number {
  const key = foldKey(entries[at]!);
  let end = at + 1;
  if (key === null) return end;
  while (end < entries.length && foldKey(entries[end]!) === key && dayOf(entries[end]!) === day) end++;
  return end;
}

/** The changes with these put in where their numbers belong; one that is there already is replaced. */
export function merged(entries: Entry[], more: Entry[]): Entry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of more) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
