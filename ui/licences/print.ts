// Prints licences, for the packages: what has which, then each text once. `print.ts PROGRAM` of what is built into this
// program, `print.ts` what the built page shows.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Made } from 'virtual:licences';
import { gather, rowbell, rust } from './gather.ts';

const [program] = process.argv.slice(2);
const built = pathToFileURL(join(import.meta.dirname, '../dist/assets/licences.js')).href;
const { packages, texts }: Made = program ? gather(rust(program), rowbell()) : (await import(built)).default;

const named = ({ name, version }: { name: string; version: string }) => `${name} ${version}`;
const lines = packages.map((one) => `  ${named(one)}: ${one.licence}\n    ${one.source}`);
console.log(
  `Rowbell, and the packages that are built into its programs, each with its licence:\n\n${lines.join('\n')}`,
);
texts.forEach((text, number) => {
  const users = packages.filter((one) => one.texts.includes(number)).map(named);
  console.log(`\n${'-'.repeat(100)}\nOf ${users.join(', ')}:\n\n${text}`);
});
