import { beforeEach, expect, it, vi } from 'vitest';
import type { Entry, Page } from '../bindings/api';
import { entry } from '../samples';
import { backend, Refusal } from './backend';
import { history } from './history.svelte';
import { EVERYTHING } from './query';

/** A history as the agent has it. */
let stored: Entry[] = [];

function answer(path: string): Page {
  const query = new URLSearchParams(path.split('?')[1]);
  const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY);
  const limit = Number(query.get('limit'));
  const entries = stored.filter((one) => one.id < before).slice(0, limit);
  return { entries, next: entries.length === limit ? entries.at(-1)!.id : null };
}

const ids = () => history.pages.flatMap((page) => page.entries?.map((one) => one.id) ?? []);

beforeEach(async () => {
  stored = Array.from({ length: 450 }, (_, at) => entry({ row_id: `row-${at}` }));
  vi.spyOn(backend, 'request').mockImplementation(async (_method, path) => answer(path) as never);
  history.held = () => false;
  history.select(null);
  await history.show(EVERYTHING);
});

it('brings page after page, without a gap and without a change twice', async () => {
  for (let at = 0; at < 10; at++) await history.need(at, at);
  expect(ids()).toEqual(stored.map((one) => one.id));
  expect(history.pages.at(-1)?.next).toBeNull();
});

it('lets go of pages far away and brings them back', async () => {
  stored = Array.from({ length: 4000 }, (_, at) => entry({ row_id: `row-${at}` }));
  await history.show(EVERYTHING);
  for (let at = 0; at < 39; at++) await history.need(at, at);
  expect(history.pages[0]?.entries).toBeNull();
  expect(history.pages[0]?.shape.rows).toBe(50);
  await history.need(0, 0);
  expect(history.pages[0]?.entries).toHaveLength(50);
});

it('takes in a change where it belongs, or keeps it waiting while something is read', () => {
  const fresh = entry({ id: stored[0]!.id + 1, row_id: 'fresh' });
  history.heard({ event: 'recorded', entry: fresh });
  expect(ids()[0]).toBe(fresh.id);
  history.held = () => true;
  const next = entry({ id: fresh.id + 1, row_id: 'next' });
  history.heard({ event: 'recorded', entry: next });
  expect(ids()[0]).toBe(fresh.id);
  expect(history.waiting).toHaveLength(1);
  history.admit();
  expect(ids()[0]).toBe(next.id);
});

it('keeps a change that comes while the list is asked for', async () => {
  const stale = answer('/v1/history?limit=50');
  const fresh = entry({ id: stored[0]!.id + 1, row_id: 'fresh' });
  vi.mocked(backend.request).mockImplementationOnce(async () => {
    history.heard({ event: 'recorded', entry: fresh });
    return stale as never;
  });
  await history.reload();
  expect(ids()[0]).toBe(fresh.id);
});

it('keeps a change that comes while the list is asked for again, and believes the answer', async () => {
  const fresh = entry({ id: stored[0]!.id + 1, row_id: 'fresh', unread: true });
  const told = async () => {
    history.heard({ event: 'recorded', entry: fresh });
    return answer('/v1/history?limit=500') as never;
  };
  vi.mocked(backend.request).mockImplementationOnce(told);
  await history.refresh();
  expect(ids()[0]).toBe(fresh.id);
  stored = [{ ...fresh, unread: false }, ...stored];
  vi.mocked(backend.request).mockImplementationOnce(told);
  await history.refresh();
  expect(history.find(fresh.id)?.unread).toBe(false);
});

it('leaves out a change that the filter does not want, and one older than what is at hand', () => {
  history.filter = { ...EVERYTHING, table: 'Tasks' };
  history.heard({ event: 'recorded', entry: entry({ id: stored[0]!.id + 1 }) });
  history.filter = EVERYTHING;
  history.heard({ event: 'recorded', entry: entry({ id: 5 }) });
  expect(ids()).toEqual(stored.slice(0, 50).map((one) => one.id));
});

it('cuts a first page that has grown long, and still finds the rest', async () => {
  for (let at = 1; at <= 250; at++) {
    history.heard({ event: 'recorded', entry: entry({ id: stored[0]!.id + at, row_id: `new-${at}` }) });
  }
  expect(history.pages[0]!.entries!.length).toBeLessThanOrEqual(150);
  expect(new Set(ids()).size).toBe(300);
  expect(ids()).toEqual([...ids()].sort((a, b) => b - a));
});

it('asks for what is at hand again, with what came into it meanwhile', async () => {
  await history.need(1, 1);
  const missed = entry({ id: stored[50]!.id + 1, row_id: 'missed' });
  stored = [...stored, missed].sort((a, b) => b.id - a.id);
  await history.refresh();
  expect(ids()).toContain(missed.id);
  expect(ids()).toEqual(stored.slice(0, ids().length).map((one) => one.id));
});

it('shows only the answer to the newest question', async () => {
  const slow = deferred<Page>();
  vi.spyOn(backend, 'request').mockImplementationOnce(() => slow.promise as never);
  const first = history.show({ ...EVERYTHING, search: 'a' });
  await history.show({ ...EVERYTHING, search: 'ab' });
  slow.resolve({ entries: [], next: null });
  await first;
  expect(ids().length).toBeGreaterThan(0);
});

it('keeps what it shows when the same list can’t be had again, and nothing of another one', async () => {
  await history.show(EVERYTHING);
  const shown = ids();
  vi.spyOn(backend, 'request').mockRejectedValue(new Refusal('agent_lost', ''));
  await history.show({ ...EVERYTHING });
  expect(ids()).toEqual(shown);
  await history.show({ ...EVERYTHING, unread: true });
  expect(ids()).toEqual([]);
  expect(history.failure?.code).toBe('agent_lost');
});

const rows = () => history.all().flatMap((item) => (item.type === 'entry' ? [item] : []));

it('folds edits of a row on different pages into one, with all of them in it', async () => {
  stored = Array.from({ length: 240 }, (_, at) => entry({ row_id: at >= 97 && at < 205 ? 'edited' : `row-${at}` }));
  await history.show(EVERYTHING);
  for (let at = 0; at < 5; at++) await history.need(at, at);
  const folded = rows().filter((item) => item.entry.row_id === 'edited');
  expect(folded).toHaveLength(1);
  expect(folded[0]!.fold).toHaveLength(108);
  expect(rows()).toHaveLength(240 - 107);
  expect(history.together(stored[97]!.id)).toHaveLength(108);
  history.toggleFold(folded[0]!.entry);
  expect(rows()).toHaveLength(240);
  expect(rows().filter((item) => item.member)).toHaveLength(107);
  history.toggleFold(folded[0]!.entry);
  history.alter([stored[150]!.id], { unread: true });
  expect(
    rows()
      .find((item) => item.entry.row_id === 'edited')
      ?.fold.some((one) => one.unread),
  ).toBe(true);
  history.hide([stored[204]!.id], true);
  expect(rows().find((item) => item.entry.row_id === 'edited')?.fold).toHaveLength(107);
  history.hide([stored[204]!.id], false);
});

it('keeps a page’s height while its entries are let go, folds across pages included', async () => {
  stored = Array.from({ length: 4000 }, (_, at) => entry({ row_id: `row-${Math.floor(at / 70)}` }));
  await history.show(EVERYTHING);
  for (let at = 0; at < 5; at++) await history.need(at, at);
  const before = history.pages.slice(0, 5).map((_, at) => history.itemsOf(at).length);
  for (let at = 5; at < 39; at++) await history.need(at, at);
  const kept = history.pages.slice(0, 5).map(({ shape, entries }) => (entries ? -1 : shape.days + shape.rows));
  expect(kept).toEqual(before);
  await history.need(2, 4);
  expect([2, 3, 4].map((at) => history.itemsOf(at).length)).toEqual(before.slice(2));
});

it('does not load everything for a row that is edited all the time', async () => {
  stored = Array.from({ length: 4000 }, () => entry());
  await history.show(EVERYTHING);
  for (let at = 0; at < 12; at++) await history.need(at, at);
  expect(rows().length).toBeGreaterThan(2);
});

it('keeps what is read where it is when everything is asked for again', async () => {
  history.held = () => true;
  const before = ids();
  const fresh = entry({ id: stored[0]!.id + 1, row_id: 'fresh' });
  stored = [fresh, ...stored];
  await history.refresh();
  expect(ids()).toEqual(before);
  expect(history.waiting.map((one) => one.id)).toEqual([fresh.id]);
  history.held = () => false;
  await history.refresh();
  expect(ids()[0]).toBe(fresh.id);
  expect(history.waiting).toEqual([]);
});

it('keeps what was read among the unread ones while one is read', async () => {
  await history.show({ ...EVERYTHING, unread: true });
  const before = ids();
  stored = stored.slice(1);
  history.held = () => true;
  await history.refresh();
  expect(ids()).toEqual(before);
});

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

it('lets go of what was deleted elsewhere, and of nothing that could not be asked for', async () => {
  const [first, second, third] = stored.map((one) => one.id);
  const waiting = entry({ id: first! + 1, row_id: 'waiting' });
  history.held = () => true;
  history.heard({ event: 'recorded', entry: waiting });
  expect(history.waiting).toHaveLength(1);
  vi.spyOn(backend, 'request').mockImplementation(async (_method, path) => {
    throw path.endsWith(`/${third}`) ? new Refusal('agent_lost', '') : new Refusal('no_such_entry', '');
  });
  history.heard({ event: 'updated', ids: [second!, third!, waiting.id] });
  await vi.waitFor(() => expect(ids().slice(0, 3)).toEqual([first, third, stored[3]!.id]));
  expect(history.waiting).toEqual([]);
});
