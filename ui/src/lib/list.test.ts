import { describe, expect, it } from 'vitest';
import { entry } from '../samples';
import { dayOf, items, LARGEST_FOLD, merged, NOTHING_ABOVE } from './list';

const none = new Set<string>();
const shape = (...args: Parameters<typeof items>) =>
  items(...args).items.map((item) =>
    item.type === 'day' ? 'day' : `${item.member ? 'member ' : ''}${item.fold.length}`,
  );

describe('the list', () => {
  it('has a heading for each day, and none where the page above ends with it', () => {
    const [today, yesterday] = [entry(), entry({ at: '2020-01-01T10:00:00Z', received_at: '2020-01-01T10:00:01Z' })];
    expect(shape([today, yesterday], NOTHING_ABOVE, none, true)).toEqual(['day', '1', 'day', '1']);
    expect(shape([today], { day: dayOf(today), key: null, count: 0 }, none, true)).toEqual(['1']);
  });

  it('puts a change that was told late under the day it came', () => {
    const late = entry({ at: '2026-01-01T10:00:00Z', received_at: '2026-03-01T10:00:00Z' });
    expect(new Date(dayOf(late)).getMonth()).toBe(2);
  });

  it('folds consecutive edits of one row, and unfolds them', () => {
    const edits = [entry(), entry(), entry({ kind: 'row_added' })];
    const other = entry({ row_id: 'row-2' });
    expect(shape([...edits, other], NOTHING_ABOVE, none, true)).toEqual(['day', '3', '1']);
    const unfolded = new Set([`${edits[0]!.dtable_uuid} 0000 row-1`]);
    expect(shape([...edits, other], NOTHING_ABOVE, unfolded, true)).toEqual(['day', '3', 'member 1', 'member 1', '1']);
    expect(shape([...edits, other], NOTHING_ABOVE, none, false)).toEqual(['day', '1', '1', '1', '1']);
  });

  it('folds on across pages, up to a size', () => {
    const [page, next] = [
      [entry({ row_id: 'row-2' }), entry(), entry()],
      [entry(), entry({ row_id: 'row-3' })],
    ];
    const above = items(page, NOTHING_ABOVE, none, true);
    expect(above.tail.count).toBe(2);
    const below = items(next, above.tail, none, true);
    expect(below.head).toBe(1);
    expect(shape(next, above.tail, none, true)).toEqual(['1']);
    expect(shape(next, above.tail, new Set([above.tail.key!]), true)).toEqual(['member 1', '1']);
    expect(shape(next, above.tail, none, false)).toEqual(['1', '1']);
    expect(items(next, { ...above.tail, count: LARGEST_FOLD }, none, true).head).toBe(0);
  });

  it('folds neither deletions nor batches nor changes without a row', () => {
    expect(shape([entry(), entry({ kind: 'row_deleted' })], NOTHING_ABOVE, none, true)).toEqual(['day', '1', '1']);
    expect(shape([entry(), entry({ rows_affected: 25 })], NOTHING_ABOVE, none, true)).toEqual(['day', '1', '1']);
    expect(shape([entry({ row_id: '' }), entry({ row_id: '' })], NOTHING_ABOVE, none, true)).toEqual(['day', '1', '1']);
  });

  it('takes a change in by its number, and replaces one that is there', () => {
    const [newest, middle, oldest] = [entry(), entry(), entry()];
    expect(merged([newest, oldest], [middle])).toEqual([newest, middle, oldest]);
    expect(merged([newest, oldest], [{ ...oldest, unread: true }])[1]?.unread).toBe(true);
  });
});
