import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { agent } from './tests/agent-proxy';

export default defineConfig({
  base: './',
  plugins: [svelte(), agent()],
  build: { target: 'safari16', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // Svelte's browser code, also under Node.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
  },
});
