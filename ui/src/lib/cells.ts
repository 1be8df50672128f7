// What is in a cell, beyond its text.

import type { Cell, JsonValue } from '../bindings/api';
import { agent } from './agent.svelte';

/** The people of a cell, by name where it is known. */
export function people(value: JsonValue, text: string): string[] {
  const ids = (Array.isArray(value) ? value : [value]).filter(
    (id): id is string => typeof id === 'string' && id !== '',
  );
  const names = ids.map((id) => agent.person(id));
  return names.length > 0 && names.every((name) => name !== undefined) ? names : [text];
}

/** The names of a cell's files or images. */
export function fileNames(value: JsonValue, text: string): string[] {
  if (!Array.isArray(value) || value.length === 0) return [text];
  return value.map((file) => {
    if (typeof file === 'string') return lastPart(file);
    const named = file && typeof file === 'object' && !Array.isArray(file) ? file.name : undefined;
    return typeof named === 'string' ? named : text;
  });
}

function lastPart(address: string): string {
  const part = address.split(/[?#]/, 1)[0]!.split('/').at(-1) ?? address;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Turn the writing direction of what follows them, or are no text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A side of a cell as text. Prose that does not fit into one line of limited length is returned as stored. */
export function cellText(cell: Cell, side: 'old' | 'new'): string {
  const [value, text] = side === 'old' ? [cell.old, cell.old_text] : [cell.new, cell.new_text];
  if (!isProse(cell.type) || text === '') return text;
  const stored = value && typeof value === 'object' && !Array.isArray(value) ? value.text : value;
  if (typeof stored !== 'string') return text;
  const isInPart = text.startsWith('…') || text.endsWith('…') || stored.trim().includes('\n');
  return isInPart ? stored.replaceAll('\r\n', '\n').replace(UNSEEN, '').trim() : text;
}

/** Types whose values are prose: their difference is shown word by word. */
export const isProse = (type: string) => type === 'text' || type === 'long-text';

export type Piece = { text: string; what: 'same' | 'added' | 'removed' };
