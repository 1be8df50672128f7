// The page is to be there at once, so what it begins with stays small: a build of more than this fails.

import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Refuses scripts and styles that the page begins with and that are larger than this together, compressed, in bytes. */
export function size(most: number): Plugin {
  return {
    name: 'rowbell-size',
    generateBundle(_options, bundle) {
      const first = new Set<string>();
      const take = (name: string) => {
        if (first.has(name)) return;
        first.add(name);
        const part = bundle[name];
        if (part?.type !== 'chunk') return;
        for (const needed of [...part.imports, ...(part.viteMetadata?.importedCss ?? [])]) take(needed);
      };
      for (const part of Object.values(bundle)) if (part.type === 'chunk' && part.isEntry) take(part.fileName);
      const bytes = (name: string) => {
        const part = bundle[name];
        return part ? gzipSync(part.type === 'chunk' ? part.code : part.source).length : 0;
      };
      const all = [...first].reduce((sum, name) => sum + bytes(name), 0);
      if (all > most) this.error(`The page begins with ${all} bytes, compressed; ${most} are allowed.`);
    },
  };
}
