// The page is to be there at once, so it stays small: a build of more than this fails.

import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Refuses scripts and styles that are larger than this together, compressed, in bytes. */
export function size(most: number): Plugin {
  return {
    name: 'rowbell-size',
    generateBundle(_options, bundle) {
      const sizes = Object.values(bundle).map((part) =>
        /\.(js|css)$/.test(part.fileName) ? gzipSync(part.type === 'chunk' ? part.code : part.source).length : 0,
      );
      const all = sizes.reduce((sum, one) => sum + one, 0);
      if (all > most) this.error(`Scripts and styles are ${all} bytes compressed; ${most} are allowed.`);
    },
  };
}
