// Finding a search's words in a text as the history's index finds them: each is the beginning of a word, whatever its case
// and accents.

export type Span = { from: number; to: number };

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export const words = (search: string): string[] => fold(search).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Where the words are found, in order and without overlaps. */
export const foundIn = (text: string, sought: string[]): Span[] => [...finds(text, sought)];

/** One by one: who wants the first need not read on. */
export function* finds(text: string, sought: string[]): Generator<Span> {
  if (sought.length === 0) return;
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const folded = fold(match[0]);
    const found = sought.filter((word) => folded.startsWith(word)).sort((a, b) => b.length - a.length)[0];
    if (found === undefined) continue;
    yield { from: match.index, to: match.index + lengthOf(match[0], found) };
  }
}

/** How much of the word as written makes up the folded beginning. */
function lengthOf(word: string, beginning: string): number {
  let length = 0;
  let folded = '';
  for (const character of word) {
    if (folded.length >= beginning.length && !/\p{M}/u.test(character)) break;
    folded += fold(character);
    length += character.length;
  }
  return length;
}
