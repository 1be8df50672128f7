import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Entry, Event } from '../../bindings/api';
import { agent } from '../../lib/agent.svelte';
import { backend } from '../../lib/backend';
import { setLanguage } from '../../lib/messages.svelte';
import { entry } from '../../samples';
import Origin from '../history/Origin.svelte';
import Waiting from './Waiting.svelte';

const BASE = 'fae0a3a4-2ba9-4df8-8e83-03fd385e37de';
let tell: (event: Event) => void;

beforeEach(() => {
  setLanguage('en');
  vi.spyOn(agent, 'onEvent').mockImplementation((listener) => {
    tell = listener;
    return () => {};
  });
});

it('takes a change of a live connection, and its names and when it was announced when they are known', async () => {
  const change = entry({ source: 'realtime', authenticity: 'verified', actor: '' });
  const announced_at = new Date(Date.parse(change.received_at) + 23).toISOString();
  vi.spyOn(backend, 'request').mockResolvedValue({ ...change, actor: 'Jonas', announced_at } satisfies Entry);
  render(Waiting, { base: BASE, text: 'Waiting' });
  tell({ event: 'recorded', entry: change });
  await tick();
  expect(screen.getByRole('status')).toHaveTextContent('Here is your first change.');
  expect(screen.getByRole('status')).not.toHaveTextContent(/ms/);
  tell({ event: 'updated', ids: [change.id] });
  expect(await screen.findByText('Jonas')).toBeInTheDocument();
  expect(screen.getByRole('status')).toHaveTextContent(/the notification came \W*23 ms\W* after it arrived/);
});

it('says no time between what is one moment', () => {
  const { unmount } = render(Origin, { entry: entry({ source: 'realtime' }) });
  expect(document.body).not.toHaveTextContent('later');
  unmount();
  render(Origin, { entry: entry({ source: 'local' }) });
  expect(document.body).toHaveTextContent('later');
});
