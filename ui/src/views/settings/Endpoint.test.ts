// What a relay tells of itself, as the settings say it.

import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { setLanguage } from '../../lib/messages.svelte';
import { mailbox } from '../../samples';
import Endpoint from './Endpoint.svelte';
import './texts';

const text = () => (document.body.textContent ?? '').replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ');

beforeEach(() => setLanguage('en'));

it('says where the mailbox is, what waited, and that something is missing', () => {
  const since = new Date().toISOString();
  render(Endpoint, { endpoint: mailbox({ since, heard_at: since, waited: 12, gap: true }) });
  expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('home');
  expect(text()).toContain('Mailbox at the relay relay.example.org.');
  expect(text()).toMatch(/Connected since \S+( [AP]M)?\. Last heard a moment ago\. 12 webhooks were waiting/);
  expect(text()).toContain('The relay no longer had all');
});

it('says nothing of what is not so', () => {
  render(Endpoint, { endpoint: mailbox({ state: 'waiting', heard_at: new Date().toISOString() }) });
  expect(text()).toContain('Not connected');
  expect(text()).not.toMatch(/Last heard|waiting when|no longer had/);
});

it('offers a new address, or the end of the old one, and never both', () => {
  const { unmount } = render(Endpoint, { endpoint: mailbox({}) });
  expect(screen.getByRole('button', { name: 'New address' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Revoke the old address' })).toBeNull();
  unmount();
  render(Endpoint, { endpoint: { ...mailbox({}), old_address: true } });
  expect(screen.queryByRole('button', { name: 'New address' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Revoke the old address' })).toBeVisible();
});
