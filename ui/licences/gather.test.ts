// @vitest-environment node
// What is told of the licences, and that nothing is left out.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gather, type Package, page, rust } from './gather';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rowbell-licences-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = readFileSync('../LICENSE', 'utf8');
const own = { name: 'Rowbell', version: '1.2.3', licence: 'MIT', source: 'https://example.org', text };

/** A package with these files. */
function made(name: string, files: Record<string, string>, more: Partial<Package> = {}): Package {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
  const source = `https://example.org/${name}`;
  return { name, version: '1.0.0', licence: 'MIT', source, authors: [], folder: join(folder, name), ...more };
}

it('has each text once, wherever a package keeps it, and Rowbell first', () => {
  const packages = [
    made('zebra', { 'LICENSE-MIT': 'Copyright Z\n\n  Permission', 'LICENSE-APACHE': 'Apache', 'src/lib.rs': '' }),
    made('ant', { 'LICENSES/MIT.txt': '', 'src/inside/LICENSE': 'Copyright Z Permission\n', NOTICE: 'Ants' }),
  ];
  const { packages: told, texts } = gather(packages, own);
  expect(told.map(({ name }) => name)).toEqual(['Rowbell', 'ant', 'zebra']);
  const of = (name: string) => told.find((one) => one.name === name)!.texts.map((number) => texts[number]);
  expect(of('Rowbell')).toEqual([text.trim()]);
  expect(of('ant')).toEqual(['Ants', 'Copyright Z\n\n  Permission']);
  expect(of('zebra')).toEqual(['Apache', 'Copyright Z\n\n  Permission']);
  expect(texts).toHaveLength(4);
});

it('refuses a package without a text, and one without a licence', () => {
  const bare = made('bare', { 'src/license.rs': 'code', 'tests/LICENSE': 'of a test', 'README.md': 'MIT' });
  expect(() => gather([bare], own)).toThrow('no text of it: bare 1.0.0 (MIT)');
  const nameless = made('nameless', { LICENSE: 'something' }, { licence: '' });
  expect(() => gather([nameless], own)).toThrow('nameless 1.0.0 (no licence)');
});

it('takes a text that was left out from a package of the same authors, as long as that is there', () => {
  const bare = made('selectors', { 'lib.rs': '' }, { licence: 'MPL-2.0' });
  const like = made('cssparser', { LICENSE: 'Mozilla Public License' }, { licence: 'MPL-2.0' });
  const { packages, texts } = gather([bare, like], own);
  expect(packages.slice(1).map((one) => one.texts.map((number) => texts[number]))).toEqual([
    ['Mozilla Public License'],
    ['Mozilla Public License'],
  ]);
  expect(() => gather([bare], own)).toThrow('selectors 1.0.0 (MPL-2.0)');
});

it('finds the packages that modules of the page are from', () => {
  const modules = ['/svelte/src/a.js', '/lucide-static/icons/b.svg'].map(
    (path) => `${process.cwd()}/node_modules${path}`,
  );
  const found = page([...modules, `${process.cwd()}/src/App.svelte`, '\0vite/preload-helper.js']);
  expect(found.map(({ name, licence, source }) => [name, licence, source])).toEqual([
    ['svelte', 'MIT', 'https://github.com/sveltejs/svelte'],
    ['lucide-static', 'ISC', 'https://github.com/lucide-icons/lucide'],
  ]);
});

it('knows what the programs are built from', () => {
  const names = rust('rowbell', 'rowbell-window').map(({ name }) => name);
  // Of the agent, of the window, and of what is only used while they are built or tested, or on other systems.
  for (const name of ['rusqlite', 'zbus', 'tauri', 'gtk', 'Rust standard library']) expect(names).toContain(name);
  for (const name of ['rowbell', 'rowbell-core', 'tauri-build', 'proptest', 'windows'])
    expect(names).not.toContain(name);
  const relays = rust('rowbell-relay').map(({ name }) => name);
  expect(relays).toContain('rusqlite');
  expect(relays).not.toContain('gtk');
});
