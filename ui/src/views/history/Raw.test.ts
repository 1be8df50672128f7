import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { backend } from '../../lib/backend';
import { setLanguage } from '../../lib/messages.svelte';
import Raw from './Raw.svelte';

it('lays an operation of the live feed out, and leaves other texts alone', async () => {
  setLanguage('en');
  const body = JSON.stringify({ operation: '{"op_type":"insert_row"}', note: '{"a":1}' });
  vi.spyOn(backend, 'request').mockResolvedValue({ raw: { headers: [], body } });
  render(Raw, { id: 1 });
  await fireEvent.click(screen.getByRole('button', { name: 'Raw request' }));
  const shown = await screen.findByRole('region');
  expect(shown).toHaveTextContent('"op_type": "insert_row"');
  expect(shown).toHaveTextContent('"note": "{\\"a\\":1}"');
});

it('names what would turn the direction of a line', async () => {
  setLanguage('en');
  const body = JSON.stringify({ name: '\u202efdp.exe' });
  vi.spyOn(backend, 'request').mockResolvedValue({ raw: { headers: [], body } });
  render(Raw, { id: 1 });
  await fireEvent.click(screen.getByRole('button', { name: 'Raw request' }));
  expect(await screen.findByRole('region')).toHaveTextContent('"name": "\\u202efdp.exe"');
});
