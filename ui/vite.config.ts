import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { licences } from './licences/plugin.ts';
import { agent } from './tests/agent-proxy.ts';
import { size } from './tests/size.ts';

/** What the Rust shell allows the page, and requests to the agent, which come another way there. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";

export default defineConfig({
  base: './',
  preview: { headers: { 'content-security-policy': POLICY } },
  plugins: [svelte(), agent(), size(100_000), licences()],
  build: {
    target: 'safari16',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the page begins with comes in one piece: each takes its time to fetch.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  // Svelte's browser code, also under Node.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  test: {
    environment: 'jsdom',
    include: ['{src,licences}/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
  },
});
