// Which packages are in Rowbell's programs, and the texts of their licences: from the lock files and from what the
// packages themselves hold.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Licensed, Made } from 'virtual:licences';

const ROOT = join(import.meta.dirname, '../..');

/** A text that goes with a program: of a licence, or that a licence asks for. */
const TEXT = /^((un)?licen[sc]e|copying|notice|copyright)([-_.][a-z0-9._-]*)?$/i;
const CODE = /\.(c|h|rs|js|ts|json|py|toml|svelte)$/i;
/** What is in a package's folder, and not in the program. */
const BESIDE = /(^|\/)(tests?|examples?|benches|node_modules)\//;

/** Packages without their text, and those of the same authors, under the same licence, that have it. */
const LIKE: Record<string, string> = {
  '@fluent/bundle': 'fluent-bundle',
  'alloc-stdlib': 'alloc-no-stdlib',
  'fluent-langneg': 'fluent-bundle',
  intl_pluralrules: 'fluent-bundle',
  'Rust standard library': 'libc',
  selectors: 'cssparser',
};
/** Packages under the MIT licence that have no text: it is given with the authors that they name. */
const MIT = ['dlopen2', 'dlopen2_derive'];

export type Package = {
  name: string;
  version: string;
  /** As the package says it, mostly an SPDX expression. */
  licence: string;
  /** Where its source is. */
  source: string;
  authors: string[];
  /** Where it is on this computer; none: it came with the compiler. */
  folder: string | null;
};

const said = (command: string, ...words: string[]) =>
  execFileSync(command, words, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

type Metadata = {
  packages: {
    name: string;
    version: string;
    license: string | null;
    repository: string | null;
    homepage: string | null;
    authors: string[];
    source: string | null;
    manifest_path: string;
  }[];
};

/** Rust's packages that are linked into these programs on this platform, and what comes with the compiler. */
export function rust(...programs: string[]): Package[] {
  const compiler = said('rustc', '-vV');
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(compiler)?.[1] ?? '';
  const metadata = ['metadata', '--format-version', '1', '--locked', '--filter-platform', field('host')];
  const known = JSON.parse(said('cargo', ...metadata)) as Metadata;
  const named = programs.flatMap((name) => ['-p', name]);
  const tree = said('cargo', 'tree', '--locked', ...named, '-e', 'normal', '--prefix', 'none', '-f', '{p}');
  const linked = new Set(tree.split('\n').map((line) => line.split(' ', 2).join(' ')));
  const packages = known.packages
    .filter(({ name, version, source }) => source !== null && linked.has(`${name} v${version}`))
    .map(({ name, version, license, repository, homepage, authors, manifest_path }) => {
      const source = repository ?? homepage ?? `https://crates.io/crates/${name}`;
      return { name, version, licence: license ?? '', source, authors, folder: dirname(manifest_path) };
    });
  const name = 'Rust standard library';
  const [licence, source] = ['MIT OR Apache-2.0', 'https://github.com/rust-lang/rust'];
  return [...packages, { name, version: field('release'), licence, source, authors: [], folder: null }];
}

/** Rowbell itself. */
export function rowbell(): Licensed & { text: string } {
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'ui/package.json'), 'utf8'));
  const text = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  return { name: 'Rowbell', version, licence: license, source: 'https://github.com/rowbell/rowbell', text };
}

/** A repository's address, from one of the ways in which npm lets it be said. */
const address = (said: string) =>
  said
    .replace(/^git\+/, '')
    .replace(/\.git$/, '')
    .replace(/^([\w-]+\/[\w.-]+)$/, 'https://github.com/$1');

/** The npm packages that these modules of the page are from, by their paths. */
export function page(modules: Iterable<string>): Package[] {
  const folders = new Set<string>();
  for (const module of modules) {
    const folder = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module.replaceAll('\\', '/'))?.[1];
    if (folder) folders.add(folder);
  }
  return [...folders].map((folder) => {
    const { name, version, license, repository, author } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const source = address(typeof repository === 'string' ? repository : (repository?.url ?? ''));
    const authors = [typeof author === 'string' ? author : author?.name].filter((one) => one !== undefined);
    return { name, version, licence: license ?? '', source, authors, folder };
  });
}

/** The texts that a package has, wherever in its folder. */
function texts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && TEXT.test(file.name) && !CODE.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !BESIDE.test(path.slice(folder.length)))
    .sort(
      (one, other) => one.split('/').length - other.split('/').length || basename(one).localeCompare(basename(other)),
    )
    .map((path) => readFileSync(path, 'utf8').trim())
    .filter((text) => text !== '');
}

/**
 * All that is to be told of these packages, Rowbell itself first.
 *
 * Throws when one has no licence or no text of it: then it is to be found out, and said above.
 */
export function gather(packages: Package[], own: Licensed & { text: string }): Made {
  const all: string[] = [];
  const numbers = new Map<string, number>();
  /** One text that is only wrapped differently is one. */
  function number(text: string): number {
    const key = text.replace(/\s+/g, ' ');
    if (!numbers.has(key)) numbers.set(key, all.push(text) - 1);
    return numbers.get(key)!;
  }
  const found = new Map(packages.map((one) => [one, one.folder ? texts(one.folder) : []]));
  const mit = own.text.slice(own.text.indexOf('Permission is hereby granted'));
  for (const [one, its] of found) {
    if (its.length > 0) continue;
    const like = packages.find(({ name, folder }) => name === LIKE[one.name] && folder !== null);
    if (like) its.push(...found.get(like)!);
    else if (MIT.includes(one.name)) its.push(`MIT License\n\nCopyright (c) ${one.authors.join(', ')}\n\n${mit}`);
  }
  const lacking = packages.filter((one) => one.licence === '' || found.get(one)!.length === 0);
  if (lacking.length > 0) {
    const names = lacking.map(({ name, version, licence }) => `${name} ${version} (${licence || 'no licence'})`);
    throw new Error(
      `These packages have no licence, or no text of it: ${names.join(', ')}. See ui/licences/gather.ts.`,
    );
  }
  const { text, ...rowbell } = own;
  const first = { ...rowbell, texts: [number(text.trim())] };
  const others = packages
    .map((one) => {
      const { name, version, licence, source } = one;
      return { name, version, licence, source, texts: [...new Set(found.get(one)!.map(number))] };
    })
    .sort((one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en'));
  return { packages: [first, ...others], texts: all };
}
