// What a person does with changes.

import type { Done, Entry } from '../bindings/api';
import { backend, type ExportFormat } from './backend';
import { history } from './history.svelte';
import { isSample } from './kinds';
import { t } from './messages.svelte';
import { place } from './place.svelte';
import type { Filter } from './query';
import { attempt } from './refusals';
import { toasts } from './toasts.svelte';

export async function open(entry: Entry) {
  if (isSample(entry)) return toasts.say(t('open-sample'));
  if (entry.link !== null) {
    const done = await attempt(() => backend.request<Done>('POST', '/v1/open', { id: entry.id, token: null }));
    // If there is a message, something other than the row was opened.
    if (!done || done.message === '') return;
  }
  if (entry.dtable_uuid === null) return toasts.complain(t('open-nothing'));
  toasts.complain(t('open-no-address'), { name: t('no-address'), act: () => place.go('settings', 'bases') });
}

export async function copy(text: string, said: string) {
  const copied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  );
  if (copied) toasts.say(said);
  else toasts.complain(t('copy-failed'));
}

/** The older way, for a web view that keeps the clipboard from pages. */
function copySelected(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

/** Whether it was done. */
export async function mark(ids: number[], unread: boolean): Promise<boolean> {
  history.alter(ids, { unread });
  const done = await attempt(() => backend.request<Done>('POST', '/v1/read', { ids, all: false, unread }));
  if (!done) {
    history.alter(ids, { unread: !unread });
    // One of them may be gone.
    void history.refresh();
  }
  return done !== undefined;
}

/** The note of the last such marking: only that can be taken back. */
let markedNote = 0;

/** Marks all that the list's filter leaves. */
export async function markAll() {
  const query = { ...history.filter, before: null, limit: null };
  const request = { ids: [], all: true, query, unread: false };
  const done = await attempt(() => backend.request<Done>('POST', '/v1/read', request));
  if (!done) return;
  history.alter('all', { unread: false });
  if (done.count === 0) return toasts.say(t('marked-none'));
  toasts.dismiss(markedNote);
  markedNote = toasts.offerUndo(t('marked-all', { count: done.count }), () => {
    void attempt(() => backend.request<Done>('POST', '/v1/read/undo')).then(() => history.refresh());
  });
}

/** Deletions that can still be taken back. */
const pending = new Set<number[]>();

export function remove(ids: number[]) {
  history.hide(ids, true);
  pending.add(ids);
  const back = () => {
    pending.delete(ids);
    history.hide(ids, false);
  };
  const carryOut = async () => {
    if (!pending.delete(ids)) return;
    const done = await attempt(() => backend.request<Done>('POST', '/v1/delete', { ids }));
    if (!done) history.hide(ids, false);
  };
  toasts.offerUndo(t('deleted', { count: ids.length }), back, () => void carryOut());
}

// A deletion that was not taken back is meant, also when the window closes before its note does.
backend.beforeClosing(async () => {
  const ids = [...pending].flat();
  pending.clear();
  if (ids.length > 0) await backend.request('POST', '/v1/delete', { ids });
});

export async function save(filter: Filter, format: ExportFormat) {
  const day = new Date().toISOString().slice(0, 10);
  const query = { ...filter, before: null, limit: null };
  const file = await attempt(() => backend.saveFile(`rowbell-${day}.${format}`, query, format));
  if (file) toasts.say(t('exported', { file }));
}
