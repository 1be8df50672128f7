import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const block = (selector: string) => {
  const from = css.indexOf(selector);
  const inside = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from));
  return inside
    .split(';')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('--'));
};

it('is as dark by the person’s choice as by the system’s', () => {
  const chosen = block(':root[data-theme="dark"]');
  expect(chosen.length).toBeGreaterThan(20);
  expect(block(':root:not([data-theme="light"])')).toEqual(chosen);
});
