import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { backend } from '../../lib/backend';
import { setLanguage } from '../../lib/messages.svelte';
import Raw from './Raw.svelte';

it('names what would turn the direction of a line', async () => {
  setLanguage('en');
  const body = JSON.stringify({ name: '\u202efdp.exe' });
  vi.spyOn(backend, 'request').mockResolvedValue({ raw: { headers: [], body } });
  render(Raw, { id: 1 });
  await fireEvent.click(screen.getByRole('button', { name: 'Raw request' }));
  expect(await screen.findByRole('region')).toHaveTextContent('"name": "\\u202efdp.exe"');
});
