// The history as the list shows it: pages that come as they are scrolled to, and live changes.

import type { Entry, Event, Page } from '../bindings/api';
import { agent } from './agent.svelte';
import { backend, Refusal } from './backend';
import {
  continued,
  foldKey,
  type Item,
  items,
  type ListPage,
  type Made,
  merged,
  NOTHING_ABOVE,
  type Tail,
} from './list';
import { catchUp } from './now.svelte';
import { EVERYTHING, type Filter, fits, isFiltered, parameters } from './query';

/** Few enough to be loaded between two frames while the list scrolls. */
const PAGE = 50;
/** A first page that live changes have made longer than this is cut in two. */
const LONGEST = 150;
/** Pages that keep their entries, around what is on show. */
const KEPT = 24;

class History {
  filter = $state.raw<Filter>(EVERYTHING);
  pages = $state.raw<ListPage[]>([]);
  /** Live changes that wait until the person wants them. */
  waiting = $state.raw<Entry[]>([]);
  selected = $state<number | null>(null);
  unfolded = $state.raw<ReadonlySet<string>>(new Set());
  /** Changes that are being deleted. */
  hidden = $state.raw<ReadonlySet<number>>(new Set());
  loading = $state(false);
  /** How often the list became another one. */
  fresh = $state(0);
  failure = $state.raw<Refusal | null>(null);

  /** Whether new changes must not move the list: it is scrolled, or something is being read. */
  held = () => this.selected !== null;

  #asked = 0;
  /** What the pages at hand are of. */
  #shown: Filter = EVERYTHING;
  /** For each time that the newest page is being asked for, what has come since: the answer may be older than that. */
  #meanwhile = new Set<Entry[]>();
  #fetching = new Set<number | null>();
  #made = new WeakMap<ListPage, { above: Tail; made: Made }>();
  #items = new WeakMap<ListPage, { made: Made; below: Entry[]; items: Item[] }>();

  /** Folding would hide what a filter by row or search is to show. */
  get folds(): boolean {
    return this.filter.row === null;
  }

  get isEmpty(): boolean {
    return this.pages.every((page) => page.entries?.length === 0);
  }

  select(id: number | null) {
    this.selected = id;
  }

  async show(filter: Filter): Promise<void> {
    this.filter = filter;
    await this.reload();
  }

  /** Asks for the newest page again and forgets the others. */
  async reload(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const page = await this.#page(null);
      if (asked !== this.#asked) return;
      this.#become([page]);
      this.failure = null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (asked !== this.#asked) return;
      // What another filter left is not what is asked for now.
      if (parameters(this.filter) !== parameters(this.#shown)) this.#become([]);
      this.failure = error;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  #become(pages: ListPage[]) {
    this.pages = pages;
    this.waiting = [];
    this.#shown = this.filter;
    this.fresh += 1;
  }

  /** Sees to it that the pages `from` to `to` have entries, asks ahead, and drops those far away. */
  async need(from: number, to: number): Promise<void> {
    const asked = this.#asked;
    this.#letGo(from, to);
    for (let at = from; at <= to + 1; at++) {
      const page = this.pages[at];
      const before = page ? page.before : this.pages[at - 1]?.next;
      if (page?.entries || before === undefined || (before === null && at > 0)) continue;
      if (this.#fetching.has(before)) continue;
      this.#fetching.add(before);
      try {
        const fetched = await this.#page(before, page);
        if (asked !== this.#asked) return;
        const place = page ? this.pages.findIndex((known) => known.before === before) : this.pages.length;
        this.pages = this.pages.toSpliced(place, page ? 1 : 0, fetched);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return;
      } finally {
        this.#fetching.delete(before);
      }
    }
  }

  /** The items of a page, made once for as long as nothing they depend on changes. */
  itemsOf(at: number): Item[] {
    const page = this.pages[at];
    if (!page?.entries) return [];
    const made = this.#madeOf(at, page, page.entries);
    const below = made.items.length > 0 && made.tail.key !== null ? this.#below(at) : [];
    const known = this.#items.get(page);
    if (known?.made === made && alike(known.below, below)) return known.items;
    const all = continued(made.items, below, this.unfolded);
    this.#items.set(page, { made, below, items: all });
    return all;
  }

  /** A page's items by themselves. */
  #madeOf(at: number, page: ListPage, entries: Entry[]): Made {
    const above = this.#tailOf(at - 1);
    const known = this.#made.get(page);
    if (known && known.above.day === above.day && known.above.key === above.key && known.above.count === above.count) {
      return known.made;
    }
    const shown = this.hidden.size ? entries.filter((entry) => !this.hidden.has(entry.id)) : entries;
    const made = items(shown, above, this.unfolded, this.folds);
    this.#made.set(page, { above, made });
    return made;
  }

  #tailOf(at: number): Tail {
    const page = this.pages[at];
    if (!page) return NOTHING_ABOVE;
    return page.entries ? this.#madeOf(at, page, page.entries).tail : page.tail;
  }

  /** What the pages below have of a page's last fold, as far as they are loaded. */
  #below(at: number): Entry[] {
    const below: Entry[] = [];
    for (let next = at + 1; ; next++) {
      const page = this.pages[next];
      if (!page?.entries) return below;
      const { head } = this.#madeOf(next, page, page.entries);
      const shown = page.entries.filter((entry) => !this.hidden.has(entry.id));
      below.push(...shown.slice(0, head));
      if (head < shown.length) return below;
    }
  }

  /** All items whose entries are loaded, in order. */
  all(): Item[] {
    return this.pages.flatMap((_, at) => this.itemsOf(at));
  }

  find(id: number): Entry | undefined {
    for (const page of this.pages) {
      const found = page.entries?.find((entry) => entry.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** The changes that the list shows as one with this one: it alone, or all that are folded into it. */
  together(id: number): Entry[] {
    for (const [at, page] of this.pages.entries()) {
      if (!page.entries?.some((entry) => entry.id === id)) continue;
      const item = this.itemsOf(at).find((item) => item.type === 'entry' && item.entry.id === id);
      if (item?.type === 'entry') return item.open ? [item.entry] : item.fold;
    }
    return [];
  }

  toggleFold(entry: Entry, open?: boolean) {
    const key = foldKey(entry);
    if (key === null) return;
    const unfolded = new Set(this.unfolded);
    if (open ?? !unfolded.has(key)) unfolded.add(key);
    else unfolded.delete(key);
    this.unfolded = unfolded;
    this.#forgetItems();
  }

  hide(ids: number[], hidden: boolean) {
    const all = new Set(this.hidden);
    for (const id of ids) hidden ? all.add(id) : all.delete(id);
    this.hidden = all;
    this.#forgetItems();
  }

  /** Shows the changes that waited. */
  admit() {
    const more = this.waiting;
    this.waiting = [];
    this.#insert(more);
  }

  /** Changes that are shown with these fields changed, until the agent tells the same. */
  alter(ids: number[] | 'all', change: Partial<Entry>) {
    const touched = (entry: Entry) => ids === 'all' || ids.includes(entry.id);
    this.pages = this.pages.map((page) =>
      page.entries?.some(touched)
        ? { ...page, entries: page.entries.map((entry) => (touched(entry) ? { ...entry, ...change } : entry)) }
        : page,
    );
  }

  heard(event: Event) {
    if (event.event === 'recorded') this.#recorded(event.entry);
    if (event.event === 'updated') void this.#updated(event.ids);
  }

  #recorded(entry: Entry) {
    catchUp();
    if (!fits(entry, this.filter)) return;
    for (const since of this.#meanwhile) since.push(entry);
    const oldest = this.pages.at(-1);
    const isLoaded = oldest === undefined || oldest.next === null || entry.id > oldest.next;
    if (!isLoaded) return;
    const newest = this.pages[0]?.entries?.[0];
    if (this.find(entry.id)) this.#insert([entry]);
    else if (this.held() && newest !== undefined) this.waiting = merged(this.waiting, [entry]);
    else this.#insert([entry]);
  }

  /** Fetches changes again that have changed; all that are shown if none is named. */
  async #updated(ids: number[]) {
    const here = ids.filter((id) => this.find(id) ?? this.waiting.find((entry) => entry.id === id));
    if (ids.length > 0 && here.length === 0) return;
    if (ids.length === 0 || here.length > 20) return this.refresh();
    const gone = new Set<number>();
    const ask = async (id: number) => {
      try {
        return await backend.request<Entry>('GET', `/v1/entries/${id}`);
      } catch (error) {
        if (error instanceof Refusal && error.code === 'no_such_entry') gone.add(id);
        return undefined;
      }
    };
    const fresh = (await Promise.all(here.map(ask))).filter((entry) => entry !== undefined);
    const isWaiting = (entry: Entry) => this.waiting.some((one) => one.id === entry.id);
    this.waiting = merged(this.waiting, fresh.filter(isWaiting)).filter((entry) => !gone.has(entry.id));
    this.#insert(fresh.filter((entry) => !isWaiting(entry)));
    if (gone.size > 0) this.#remove(gone);
  }

  #remove(gone: ReadonlySet<number>) {
    this.pages = this.pages.map((page) =>
      page.entries?.some((entry) => gone.has(entry.id))
        ? this.#asPage(
            page.before,
            page.next,
            page.entries.filter((entry) => !gone.has(entry.id)),
          )
        : page,
    );
  }

  /** Fetches the loaded pages again, in place. New changes wait where they would move what is being read. */
  async refresh(): Promise<void> {
    const asked = this.#asked;
    for (const page of this.pages.filter((page) => page.entries)) {
      const fresh = await this.#page(page.before, page).catch(() => undefined);
      if (asked !== this.#asked) return;
      if (!fresh) continue;
      const put = this.#settled(page, fresh);
      this.pages = this.pages.map((known) => (known.before === page.before ? put : known));
    }
  }

  /** A page that was fetched again, so that what is being read stays where it is. */
  #settled(known: ListPage, fresh: ListPage): ListPage {
    if (!this.held() || !known.entries || !fresh.entries) {
      if (known.before === null) this.waiting = [];
      return fresh;
    }
    // What is read in the unread list stays in it for now.
    const read = this.filter.unread ? known.entries.filter((entry) => !entry.unread) : [];
    const newest = known.entries[0]?.id;
    if (known.before !== null || newest === undefined)
      return this.#asPage(fresh.before, fresh.next, merged(read, fresh.entries));
    this.waiting = merged(
      this.waiting,
      fresh.entries.filter((entry) => entry.id > newest),
    );
    const here = fresh.entries.filter((entry) => entry.id <= newest);
    return this.#asPage(fresh.before, fresh.next, merged(read, here));
  }

  /** A page. Asking for a known one returns the same part of the history, with what has been added to it since. */
  async #page(before: number | null, known?: ListPage): Promise<ListPage> {
    const end = known?.next ?? null;
    const found: Entry[] = [];
    const since: Entry[] = [];
    if (before === null) this.#meanwhile.add(since);
    let from = before;
    try {
      do {
        const query = { ...this.filter, before: from, limit: known ? 500 : PAGE };
        const page = await backend.request<Page>('GET', `/v1/history?${parameters(query)}`);
        found.push(...page.entries);
        from = page.next;
      } while (end !== null && from !== null && from > end);
    } finally {
      this.#meanwhile.delete(since);
    }
    const whole = merged(since, found);
    return this.#asPage(before, end ?? from, end === null ? whole : whole.filter((entry) => entry.id >= end));
  }

  #asPage(before: number | null, next: number | null, entries: Entry[]): ListPage {
    return { before, next, entries, shape: { days: 0, rows: entries.length }, tail: NOTHING_ABOVE };
  }

  #insert(more: Entry[]) {
    const pages = this.pages.slice();
    for (const entry of more) {
      const at = pages.findIndex((page) => page.next === null || entry.id >= page.next);
      const page = pages[at];
      if (page?.entries) pages[at] = this.#asPage(page.before, page.next, merged(page.entries, [entry]));
    }
    const first = pages[0];
    if (first?.entries && first.entries.length > LONGEST) {
      const cut = first.entries[PAGE - 1]!.id;
      const [upper, lower] = [first.entries.slice(0, PAGE), first.entries.slice(PAGE)];
      pages.splice(0, 1, this.#asPage(null, cut, upper), this.#asPage(cut, first.next, lower));
    }
    this.pages = pages;
  }

  #letGo(from: number, to: number) {
    const far = (at: number) => at < from - KEPT / 2 || at > to + KEPT / 2;
    if (!this.pages.some((page, at) => page.entries && far(at))) return;
    this.pages = this.pages.map((page, at) => {
      if (!page.entries || !far(at)) return page;
      const made = this.itemsOf(at);
      const days = made.filter((item) => item.type === 'day').length;
      return { ...page, shape: { days, rows: made.length - days }, tail: this.#tailOf(at), entries: null };
    });
  }

  #forgetItems() {
    this.#made = new WeakMap();
    this.pages = this.pages.slice();
  }
}

const alike = (some: Entry[], others: Entry[]) =>
  some.length === others.length && some.every((entry, at) => entry === others[at]);

export const history = new History();

agent.onEvent((event) => history.heard(event));
agent.onFound(() => void (history.isEmpty || history.failure ? history.reload() : history.refresh()));

export const filtered = () => isFiltered(history.filter);
