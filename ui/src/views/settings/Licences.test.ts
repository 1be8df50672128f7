// The list of licences: loaded when somebody asks, and found by name or licence.

import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { setLanguage } from '../../lib/messages.svelte';
import Licences from './Licences.svelte';
import './texts';

const made = {
  packages: [
    { name: 'Rowbell', version: '1.2.3', licence: 'MIT', source: 'https://example.org', texts: [0] },
    { name: 'ant', version: '2.0.0', licence: 'MIT OR Apache-2.0', source: 'https://example.org/ant', texts: [1, 0] },
    { name: 'ant', version: '3.0.0', licence: 'ISC', source: 'https://example.org/ant', texts: [1] },
  ],
  texts: ['Permission is hereby <b>granted</b>', 'Apache License'],
};

beforeEach(() => setLanguage('en'));

it('loads the licences when they are asked for', async () => {
  const load = vi.fn(async () => made);
  render(Licences, { load });
  expect(load).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('button', { name: 'Show all licences' }));
  expect(await screen.findByRole('searchbox', { name: 'Search by name or licence' })).toHaveFocus();
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  expect(screen.getByRole('status')).toHaveTextContent('3 packages');
});

it('shows a package’s texts, as they are', async () => {
  render(Licences, { load: async () => made });
  await fireEvent.click(screen.getByRole('button', { name: 'Show all licences' }));
  const button = await screen.findByRole('button', { name: 'ant 2.0.0 MIT OR Apache-2.0', expanded: false });
  await fireEvent.click(button);
  expect(button).toHaveAttribute('aria-expanded', 'true');
  const item = within(button.closest('li')!);
  expect(item.getByText('https://example.org/ant')).toBeVisible();
  expect(item.getByText('Permission is hereby <b>granted</b>')).toBeVisible();
  expect(item.getByText('Apache License')).toBeVisible();
  await fireEvent.click(button);
  expect(item.queryByText('Apache License')).toBeNull();
});

it('is searched by name, version and licence', async () => {
  render(Licences, { load: async () => made });
  await fireEvent.click(screen.getByRole('button', { name: 'Show all licences' }));
  const field = await screen.findByRole('searchbox');
  const named = async (text: string) => {
    await fireEvent.input(field, { target: { value: text } });
    return screen.queryAllByRole('listitem').map((item) => within(item).getByRole('button').textContent?.trim());
  };
  expect(await named('isc')).toEqual(['ant 3.0.0 ISC']);
  expect(await named(' ANT  mit ')).toEqual(['ant 2.0.0 MIT OR Apache-2.0']);
  expect(await named('bee')).toEqual([]);
  expect(screen.getByRole('status')).toHaveTextContent('0 packages');
});
