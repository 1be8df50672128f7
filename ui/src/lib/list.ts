// The list's shape: pages of changes, grouped by day, with edits of one row folded. Pure; the state is in history.svelte.ts.

import type { Entry } from '../bindings/api';
import { dayStart } from './times';

/** A part of the history between two changes. Its entries are dropped while it is far from the visible part. */
export type ListPage = {
  /** What was asked as `before`. */
  before: number | null;
  /** What to ask for the page after; null at the end of the history. */
  next: number | null;
  entries: Entry[] | null;
  /** The items that its entries make, and so its height while they are dropped. */
  shape: { days: number; rows: number };
  /** How it ends, while its entries are dropped. */
  tail: Tail;
};

export type Item =
  | { type: 'day'; day: number }
  | {
      type: 'entry';
      entry: Entry;
      /** The edits folded into this one, newest first, itself included. */
      fold: Entry[];
      open: boolean;
      /** Whether it is one of the edits below an unfolded change. */
      member: boolean;
    };

/** A change that was reported later than this is placed, and dated, by when it came. */
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

/** How a page ends, which says how the next one begins. */
export type Tail = {
  /** The day of its last change; none: there is none. */
  day: number | null;
  /** What its last change folds by. */
  key: string | null;
  /** How many edits that fold has up to there. */
  count: number;
};

export const NOTHING_ABOVE: Tail = { day: null, key: null, count: 0 };

export type Made = {
  items: Item[];
  /** How many changes at the beginning belong to the fold that the page above ends with. */
  head: number;
  tail: Tail;
};

/** The most edits in a fold: otherwise a row that is edited all day would load the whole history. */
export const LARGEST_FOLD = 250;

/**
 * The items of a page. A fold that the page above ends with continues here: its edits are not items of this page, unless it
 * is unfolded.
 */
export function items(entries: Entry[], above: Tail, unfolded: ReadonlySet<string>, fold: boolean): Made {
  const made: Item[] = [];
  const head = fold && above.key !== null ? foldEnd(entries, 0, above) : 0;
  if (above.key !== null && unfolded.has(above.key)) made.push(...entries.slice(0, head).map(member));
  let tail = head > 0 ? { ...above, count: above.count + head } : above;
  for (let at = head; at < entries.length; ) {
    const entry = entries[at]!;
    const [today, key] = [dayOf(entry), foldKey(entry)];
    if (today !== tail.day) made.push({ type: 'day', day: today });
    const end = fold && key !== null ? foldEnd(entries, at, { day: today, key, count: 0 }) : at + 1;
    const folded = entries.slice(at, end);
    const open = folded.length > 1 && unfolded.has(key!);
    made.push({ type: 'entry', entry, fold: folded, open, member: false });
    if (open) made.push(...folded.slice(1).map(member));
    tail = { day: today, key, count: folded.length };
    at = end;
  }
  return { items: made, head, tail };
}

const member = (entry: Entry): Item => ({ type: 'entry', entry, fold: [entry], open: false, member: true });

/** Where the edits end that belong to a fold from here on. */
function foldEnd(entries: Entry[], from: number, { day, key, count }: Tail): number {
  let end = from;
  const most = from + LARGEST_FOLD - count;
  while (end < Math.min(most, entries.length) && foldKey(entries[end]!) === key && dayOf(entries[end]!) === day) end++;
  return end;
}

/** The page's items, its last fold with the edits that the pages below have of it. */
export function continued(made: Item[], more: Entry[], unfolded: ReadonlySet<string>): Item[] {
  const at = made.findLastIndex((item) => item.type === 'entry' && !item.member);
  const last = made[at];
  if (more.length === 0 || last?.type !== 'entry') return made;
  const open = unfolded.has(foldKey(last.entry) ?? '');
  return made.with(at, { ...last, fold: [...last.fold, ...more], open });
}

/** The changes with these put in where their numbers belong; one that is there already is replaced. */
export function merged(entries: Entry[], more: Entry[]): Entry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const entry of more) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
