import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** Icons are files of SVG, which are components as they are: nothing of them is made anew for each row of a list. */
const icons = {
  name: 'icons',
  markup: ({ content, filename }) =>
    filename?.endsWith('.svg') ? { code: content.replace('<svg', '<svg aria-hidden="true"') } : undefined,
};

export default { extensions: ['.svelte', '.svg'], preprocess: [vitePreprocess(), icons] };
