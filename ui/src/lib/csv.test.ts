import { expect, it } from 'vitest';
import { entry } from '../samples';
import { csv } from './csv';

it('quotes texts and leaves no formula to a spreadsheet', () => {
  const lines = csv([entry({ title: '=HYPERLINK("x")', text: 'two\nlines' })]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
  expect(lines[1]).toContain('"two · lines"');
});
