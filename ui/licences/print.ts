// Prints the licences that the built page shows, for the packages: of each program, then each text once.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Made } from 'virtual:licences';

const built = join(import.meta.dirname, '../dist/assets/licences.js');
const { packages, texts } = (await import(pathToFileURL(built).href)).default as Made;

const named = ({ name, version }: { name: string; version: string }) => `${name} ${version}`;
const lines = packages.map((one) => `  ${named(one)}: ${one.licence}\n    ${one.source}`);
console.log(
  `Rowbell, and the packages that are built into its programs, each with its licence:\n\n${lines.join('\n')}`,
);
texts.forEach((text, number) => {
  const users = packages.filter((one) => one.texts.includes(number)).map(named);
  console.log(`\n${'-'.repeat(100)}\nOf ${users.join(', ')}:\n\n${text}`);
});
