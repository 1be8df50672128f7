import { expect, it } from 'vitest';
import { entry } from '../samples';
import { csv } from './csv';

it('quotes texts and leaves no formula to a spreadsheet', () => {
  const lines = csv([entry({ title: '=HYPERLINK("x")', text: 'two\nlines' })]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
  expect(lines[1]).toContain('"two · lines"');
  expect(lines[0]).toMatch(/^\ufeff"id","at",/);
  const whole = csv([
    entry({ title: '-5', text: '+49 (30) 12-34', actor: '- milk', source: '-Ab_9dEfGhIjKlMnOpQrSt' }),
  ]);
  for (const text of ['"-5"', '"+49 (30) 12-34"', `"'- milk"`, '"-Ab_9dEfGhIjKlMnOpQrSt"'])
    expect(whole).toContain(text);
});
