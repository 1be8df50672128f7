// Finding a search's words in a text as the history's index finds them: each is the beginning of a word, whatever its case
// and accents. What holds characters of a script without spaces between words, and signs, are found anywhere.

export type Span = { from: number; to: number };

/** Accents and the like, and invisible characters. Not the vowel marks of Thai or Hindi: they are letters there. */
const FOLDED_AWAY = /[\p{Script=Inherited}\u00ad\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u06d6-\u06ed\u2060\ufeff]/gu;
const RUNS = /[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\s]+/gu;
const WORDS = /[\p{L}\p{N}\p{M}]/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PUNCTUATION = /^[!-/:-@[-`{-~¡«·»¿‐-⁞、-〃〈-〠]+$/u;

const fold = (text: string) => text.normalize('NFKD').replace(FOLDED_AWAY, '').toLowerCase();
const runs = (text: string): string[] => text.match(RUNS) ?? [];

export function words(search: string): string[] {
  const found: string[] = [];
  const punctuation: string[] = [];
  for (const piece of search.split(/\s+/u).map((piece) => runs(fold(piece)))) {
    const ofWords = piece.filter((run) => WORDS.test(run));
    // Signs beside a word ask for nothing, and punctuation only where there is no word at all.
    if (ofWords.length > 0) found.push(...ofWords);
    else (piece.every((run) => PUNCTUATION.test(run)) ? punctuation : found).push(...piece);
  }
  return found.length > 0 ? found : punctuation;
}

/** Where the words are found, in order and without overlaps. */
export const foundIn = (text: string, sought: string[]): Span[] => [...finds(text, sought)];

/** One by one: if the first will do, the others need not be read. */
export function* finds(text: string, sought: string[]): Generator<Span> {
  if (sought.length === 0) return;
  for (const { 0: run, index } of text.matchAll(RUNS)) {
    const folded = fold(run);
    const hits = sought.flatMap((word) => [...places(folded, word)].map((from) => ({ from, to: from + word.length })));
    // The longest of those that begin at one place.
    hits.sort((a, b) => a.from - b.from || b.to - a.to);
    let end = 0;
    for (const { from, to } of hits) {
      if (from < end) continue;
      end = to;
      yield { from: index + lengthOf(run, from), to: index + lengthOf(run, to) };
    }
  }
}

/** Where in the folded run the word is found. */
function* places(folded: string, word: string): Generator<number> {
  if (WORDS.test(word) && !UNSPACED.test(word)) {
    if (folded.startsWith(word)) yield 0;
    return;
  }
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) yield at;
}

/** How much of the run as written makes up this much of the folded one. */
function lengthOf(run: string, folded: number): number {
  let [length, made] = [0, 0];
  for (const character of run) {
    const more = fold(character).length;
    if (made >= folded && (more > 0 || folded === 0)) break;
    made += more;
    length += character.length;
  }
  return length;
}
