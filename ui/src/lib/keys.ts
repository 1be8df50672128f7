// Everything without a mouse.

import { tick } from 'svelte';
import { mark, markAll, open, remove } from './actions';
import { history } from './history.svelte';
import type { Item } from './list';
import { place } from './place.svelte';
import { EVERYTHING } from './query';
import { toasts } from './toasts.svelte';

export const SHORTCUTS: { keys: string[]; name: string }[] = [
  { keys: ['j', '↓'], name: 'key-next' },
  { keys: ['k', '↑'], name: 'key-previous' },
  { keys: ['Enter'], name: 'key-open' },
  { keys: ['e'], name: 'key-read' },
  { keys: ['u'], name: 'key-unread' },
  { keys: ['⇧', 'E'], name: 'key-read-all' },
  { keys: ['→', '←'], name: 'key-fold' },
  { keys: ['Delete'], name: 'key-delete' },
  { keys: ['Ctrl', 'Z'], name: 'key-undo' },
  { keys: ['n'], name: 'key-new' },
  { keys: ['/', 'Ctrl F'], name: 'key-search' },
  { keys: ['Esc'], name: 'key-back' },
  { keys: ['g', 'a'], name: 'key-all' },
  { keys: ['g', 'u'], name: 'key-unread-view' },
  { keys: ['g', 'i'], name: 'key-insight' },
  { keys: ['g', 's'], name: 'key-settings' },
  { keys: ['?', 'F1'], name: 'key-keys' },
];

/** `g` waits this long for the key that says where to. */
const CHORD_MS = 1500;
let chordUntil = 0;

const GO: Record<string, () => void> = {
  a: () => show(false),
  u: () => show(true),
  i: () => {
    place.go('history');
    history.select(null);
    place.insight = true;
  },
  s: () => place.go('settings'),
};

function show(unread: boolean) {
  place.go('history');
  place.insight = false;
  history.select(null);
  void history.show({ ...EVERYTHING, unread });
}

type EntryItem = Extract<Item, { type: 'entry' }>;
const entryItems = () => history.all().filter((item): item is EntryItem => item.type === 'entry');
const current = () => entryItems().find((item) => item.entry.id === history.selected);

const idsOf = (item: EntryItem) => history.together(item.entry.id).map((entry) => entry.id);

function step(by: number) {
  const items = entryItems();
  const at = items.findIndex((item) => item.entry.id === history.selected);
  pick(items.at(at === -1 ? (by > 0 ? 0 : -1) : Math.min(items.length - 1, Math.max(0, at + by))));
}

/** The next keys are for the list then, and not for what was pressed before. */
function pick(item: EntryItem | undefined) {
  if (!item) return;
  history.select(item.entry.id);
  document.querySelector<HTMLElement>('[data-list]')?.focus({ preventScroll: true });
}

/** What has to be selected for: the key does something to the selected change. */
const ON_ENTRY: Record<string, (item: EntryItem) => void> = {
  Enter: (item) => void open(item.entry),
  e: (item) => {
    void mark(idsOf(item), false);
    step(1);
  },
  u: (item) => void mark(item.entry.unread ? idsOf(item) : [item.entry.id], !item.entry.unread),
  Delete: (item) => {
    step(1);
    if (history.selected === item.entry.id) history.select(null);
    remove(idsOf(item));
  },
  ArrowRight: (item) => history.toggleFold(item.entry, true),
  ArrowLeft: (item) => history.toggleFold(item.entry, false),
};

const ANYWHERE: Record<string, () => void> = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  PageDown: () => step(8),
  PageUp: () => step(-8),
  Home: () => pick(entryItems()[0]),
  E: () => void markAll(),
  n: () => {
    history.select(null);
    history.admit();
  },
  '/': seek,
  Escape: back,
};

/** After the field is there, which it is not in other views. */
function seek() {
  void tick().then(() => document.querySelector<HTMLInputElement>('[data-search]')?.select());
}

function back() {
  if (place.sidebar) place.sidebar = false;
  else if (history.selected !== null) history.select(null);
  else place.insight = false;
}

/** With Ctrl or ⌘, as in other programs. */
const COMMANDS: Record<string, () => void> = {
  f: () => {
    place.go('history');
    seek();
  },
  ',': () => place.go('settings'),
};

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select');

/** Keys that mean something else to a focused control, or to what contains it. */
const TAKEN: [keys: string[], by: string][] = [
  [['Enter', ' '], 'button, summary, input, [role="menu"]'],
  [
    ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
    '[data-beside] *, [role="dialog"], [role="menu"], [role="radiogroup"], [role="slider"], pre',
  ],
];
const isTaken = ({ target, key }: KeyboardEvent) =>
  target instanceof HTMLElement && TAKEN.some(([keys, by]) => keys.includes(key) && target.closest(by) !== null);

export function onKey(event: KeyboardEvent) {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const withCommand = (event.ctrlKey || event.metaKey) && !event.altKey ? COMMANDS[event.key] : undefined;
  if (withCommand) {
    event.preventDefault();
    withCommand();
    return;
  }
  if (event.key === 'Escape' && place.stepBack && !event.isComposing) {
    event.preventDefault();
    place.stepBack();
    return;
  }
  if (isTyping(event.target)) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z') {
    if (toasts.undoLast()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
  const done = () => event.preventDefault();
  if (Date.now() < chordUntil) {
    chordUntil = 0;
    const go = GO[event.key];
    if (go) {
      done();
      go();
      return;
    }
  }
  if (event.key === 'g') chordUntil = Date.now() + CHORD_MS;
  else if (event.key === '?' || event.key === 'F1') {
    done();
    place.dialog = 'keys';
  } else if (place.view !== 'history') {
    if (event.key === 'Escape') place.go('history');
  } else {
    const item = current();
    const onEntry = ON_ENTRY[event.key];
    if (onEntry) {
      if (item) {
        done();
        onEntry(item);
      }
      return;
    }
    const anywhere = ANYWHERE[event.key];
    if (anywhere) {
      done();
      anywhere();
    }
  }
}
