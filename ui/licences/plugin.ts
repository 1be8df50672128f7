// Gives the page the licences of all that is built into the programs, in a script of its own: it is loaded when somebody
// wants to read them, and not before.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { gather, page, rowbell, rust } from './gather.ts';

const UI = join(import.meta.dirname, '..');
const FILE = 'licences.js';

const { dependencies } = JSON.parse(readFileSync(join(UI, 'package.json'), 'utf8'));

/** The script's source, for a page of these modules. */
function source(modules: Iterable<string>): string {
  const packages = [...page(modules), ...rust('rowbell', 'rowbell-window')];
  const missing = Object.keys(dependencies).filter((name) => !packages.some((one) => one.name === name));
  if (missing.length > 0) throw new Error(`package.json names ${missing.join(', ')}, which the page does not use.`);
  return `export default ${JSON.stringify(gather(packages, rowbell()))};\n`;
}

export function licences(): Plugin {
  let serves = false;
  return {
    name: 'rowbell-licences',
    configResolved(config) {
      serves = config.command === 'serve';
    },
    resolveId(id) {
      if (id !== 'virtual:licences') return;
      // What a build takes in is known at its end.
      return serves ? `\0${id}` : { id: `./${FILE}`, external: true };
    },
    load(id) {
      if (id !== '\0virtual:licences') return;
      return source([...Object.keys(dependencies), 'svelte'].map((name) => `${UI}/node_modules/${name}/`));
    },
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      this.emitFile({ type: 'asset', fileName: `assets/${FILE}`, source: source(modules) });
    },
  };
}
