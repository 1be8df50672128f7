import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { parse } from '@fluent/syntax';
import { describe, expect, it } from 'vitest';
import { plain, setLanguage, t } from './messages.svelte';
import './rule/texts';
import '../views/settings/texts';

const LOCALES = 'locales';
const PARTS = [LOCALES, join(LOCALES, 'rules'), join(LOCALES, 'settings')];
const source = (code: string) => PARTS.map((folder) => readFileSync(join(folder, `${code}.ftl`), 'utf8')).join('\n');
const isSource = (file: string) => file.endsWith('.ftl');
const codes = readdirSync(LOCALES)
  .filter(isSource)
  .map((file) => file.replace('.ftl', ''));

type Message = { id: string; variables: string[] };

/** The messages of a language, with the values they take. */
function messages(code: string): Message[] {
  const { body } = parse(source(code), {});
  const junk = body.filter((entry) => entry.type === 'Junk');
  expect(junk, code).toEqual([]);
  return body
    .filter((entry) => entry.type === 'Message')
    .map((message) => {
      const names = [
        ...JSON.stringify(message.value).matchAll(/"VariableReference","id":\{"type":"Identifier","name":"([a-z]+)"/g),
      ];
      return { id: message.id.name, variables: [...new Set(names.map(([, name]) => name!))].sort() };
    });
}

/** All that is written in quotes in the page's source. */
function quoted(folder = 'src'): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|svelte)$/.test(file) || file.includes('.test.')) continue;
    for (const [, text] of readFileSync(join(folder, file), 'utf8').matchAll(/'([a-z0-9-]+)'/g)) found.add(text!);
  }
  return found;
}

/** The messages that the source asks for by name. */
function asked(folder = 'src'): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|svelte)$/.test(file) || file.includes('.test.')) continue;
    for (const [, id] of readFileSync(join(folder, file), 'utf8').matchAll(/\b(?:t|plain)\(\s*'([a-z0-9-]+)'/g))
      found.add(id!);
  }
  return found;
}

describe('messages', () => {
  it.each(codes)('%s has every message, with the same values, once', (code) => {
    const [these, english] = [messages(code), messages('en')];
    expect(these.map(({ id }) => id)).toEqual(english.map(({ id }) => id));
    expect(these).toEqual(english);
    expect(new Set(these.map(({ id }) => id)).size).toBe(these.length);
  });

  it('has none that is missing or unused', () => {
    const known = new Set(messages('en').map(({ id }) => id));
    expect([...asked()].filter((id) => !known.has(id))).toEqual([]);
    const used = quoted();
    expect([...known].filter((id) => !used.has(id))).toEqual([]);
  });

  it.each(codes)('%s formats without a fault', (code) => {
    const bundle = new FluentBundle(code, { useIsolating: false });
    expect(bundle.addResource(new FluentResource(source(code)))).toEqual([]);
    for (const { id, variables } of messages(code)) {
      for (const count of [1, 2]) {
        const errors: Error[] = [];
        const values = Object.fromEntries(
          variables.map((name) => [name, ['count', 'changes', 'unread'].includes(name) ? count : 'x']),
        );
        expect(bundle.formatPattern(bundle.getMessage(id)!.value!, values, errors)).not.toBe('');
        expect(errors, id).toEqual([]);
      }
    }
  });

  it.each(codes)('%s says each message as it is written', (code) => {
    setLanguage(code);
    const whole = new FluentBundle(code, { useIsolating: false });
    whole.addResource(new FluentResource(source(code)));
    for (const { id, variables } of messages(code)) {
      const values = Object.fromEntries(variables.map((name) => [name, 2]));
      expect(plain(id, values), id).toBe(whole.formatPattern(whole.getMessage(id)!.value!, values));
    }
  });

  it('has plural forms', () => {
    setLanguage('de');
    expect(plain('new-changes', { count: 1 })).toBe('1 neue');
    expect(plain('marked-all', { count: 1200 })).toBe('1.200 Änderungen als gelesen markiert');
    setLanguage('fr');
    expect([0, 1, 130].map((count) => plain('count-unread', { count }))).toEqual(['non lue', 'non lue', 'non lues']);
    setLanguage('en');
    expect(plain('fold-count', { count: 1 })).toBe('1 edit');
  });

  it('keeps a text that is put in from reordering the sentence', () => {
    expect(t('host-refused', { host: 'a\u202Eb' })).toContain('\u2068a\u202Eb\u2069');
  });

  it('chooses by what the agent says', () => {
    const said = (code: string) => t('problem-relay-away', { relay: 'relay.example.org', reason: '', code });
    expect(said('no_key')).toContain('Webhooks to it are lost');
    expect(said('no_network')).toContain('nothing is lost');
    expect(t('problem-port-taken', { port: '8765', program: 'none' })).toMatch(/another program, so/);
  });

  it('keeps a French stop with the word before it', () => {
    const texts = source('fr')
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(texts.filter((line) => / [;?»]| :(\s|$)|« /.test(line))).toEqual([]);
  });

  it('says nothing with an exclamation mark, and says “Sie”', () => {
    for (const code of codes) expect(source(code)).not.toContain('!');
    expect(source('de')).not.toMatch(/\b[Dd](u|ein|eine|ich|ir)\b/);
  });
});
