// What is in a cell, beyond its text.

import type { JsonValue } from '../bindings/api';
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

/** Types whose values are prose: their difference is shown word by word. */
export const isProse = (type: string) => type === 'text' || type === 'long-text';

export type Piece = { text: string; what: 'same' | 'added' | 'removed' };
