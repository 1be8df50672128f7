// What the window says, in the person's language. All three languages are bundled: they are small, and switching is at once.

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import de from '../../locales/de.ftl?raw';
import en from '../../locales/en.ftl?raw';
import fr from '../../locales/fr.ftl?raw';

// Named only here: each place that names it would embed another copy of the text.
const SOURCES: Record<string, string> = { en, de, fr };
/** What parts of the window that are loaded later say. */
const later: Record<string, string>[] = [];
const spoken = new Map<string, Spoken>();

let language = $state('en');
/** The languages of the system, the best first. */
let system = $state.raw(navigator.languages);
addEventListener('languagechange', () => {
  system = navigator.languages;
});

export const currentLanguage = () => language;

/**
 * The language as dates and numbers are written in it: with the system's region, where it is that language's. English is
 * written in many regions, so it takes any: not everyone who reads it expects the month first, or AM and PM.
 */
const locale = $derived.by(() => {
  const own = system.find((tag) => tag.split('-')[0] === language);
  const region = language === 'en' && system[0] ? new Intl.Locale(system[0]).maximize().region : undefined;
  return own ?? (region ? `en-${region}` : language);
});

export const currentLocale = () => locale;

export function setLanguage(code: string) {
  const known = code in SOURCES ? code : 'en';
  // Setting it again would make the page restyle itself.
  if (known === document.documentElement.lang && known === language) return;
  language = known;
  document.documentElement.lang = language;
}

/** The language of the system, while the agent has not told another. */
export const systemLanguage = () => system.map((tag) => tag.slice(0, 2)).find((tag) => tag in SOURCES) ?? 'en';

type Spoken = {
  bundle: FluentBundle;
  /** The messages as they are written, by their names, until they are said: the first picture says one of twenty. */
  written: Map<string, string>;
};

function speak(code: string): Spoken {
  let made = spoken.get(code);
  if (!made) {
    made = { bundle: new FluentBundle(code, { useIsolating: false }), written: new Map() };
    for (const sources of [SOURCES, ...later]) write(made, sources[code] ?? sources.en!);
    spoken.set(code, made);
  }
  return made;
}

function write({ written }: Spoken, source: string) {
  for (const message of source.split(/^(?=[a-z])/m)) written.set(message.slice(0, message.indexOf(' ')), message);
}

/** Adds the messages of a part of the window that is loaded later. */
export function addMessages(sources: Record<string, string>) {
  later.push(sources);
  for (const [code, made] of spoken) write(made, sources[code] ?? sources.en!);
}

function message({ bundle, written }: Spoken, id: string) {
  const source = written.get(id);
  if (source !== undefined) {
    bundle.addResource(new FluentResource(source));
    written.delete(id);
  }
  return bundle.getMessage(id);
}

/** First strong isolate, pop directional isolate. */
const [ISOLATE, END] = [0x2068, 0x2069].map((code) => String.fromCodePoint(code));

type Arguments = Record<string, string | number>;

/** The agent's own words, by which a message chooses: isolated they would fit none of its choices. */
const CODE = /^[a-z]+(_[a-z]+)*$/;

/** A message. Texts put into it are isolated, so that one written from right to left leaves the sentence in order. */
export function t(id: string, values: Arguments = {}): string {
  const isolated: Record<string, FluentVariable> = {};
  for (const [name, value] of Object.entries(values)) {
    const foreign = typeof value === 'string' && value !== '' && !CODE.test(value);
    isolated[name] = foreign ? `${ISOLATE}${value}${END}` : value;
  }
  return plain(id, isolated as Arguments);
}

/** A message as plain characters, for what is stored. */
export function plain(id: string, values: Arguments = {}): string {
  const from = speak(language);
  const pattern = message(from, id)?.value;
  return pattern ? from.bundle.formatPattern(pattern, values) : id;
}
