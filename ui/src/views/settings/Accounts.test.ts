// Where a webhook is sent that is made with an account.

import { render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Status } from '../../bindings/api';
import { agent } from '../../lib/agent.svelte';
import { backend } from '../../lib/backend';
import { setLanguage } from '../../lib/messages.svelte';
import { mailbox } from '../../samples';
import Accounts from './Accounts.svelte';
import './texts';

const SALES = '5a1e5000-0000-4000-8000-0000000000a1';
const made: unknown[] = [];

beforeEach(() => {
  setLanguage('en');
  made.length = 0;
  const answers: Record<string, unknown> = {
    '/v1/accounts': [{ server: 'https://cloud.seatable.io', mend_webhooks: true, problem: null }],
    '/v1/accounts/bases': [{ uuid: SALES, name: 'Sales', workspace: 'Team' }],
    '/v1/webhooks': [],
  };
  vi.spyOn(backend, 'request').mockImplementation(async (method, path, body) => {
    if (method === 'POST') made.push(body);
    return (method === 'POST' ? { name: 'Sales', was_there: false } : answers[path]) as never;
  });
});
afterEach(() => vi.restoreAllMocks());

const endpoints = (...all: ReturnType<typeof mailbox>[]) => {
  agent.status = { total: 0, bases: [], endpoints: all, troubles: [] } as unknown as Status;
};

/** Makes a webhook of the base. */
async function make() {
  const base = await screen.findByLabelText<HTMLSelectElement>('Make a webhook');
  choose(base, SALES);
  const button = screen.getByRole('button', { name: 'Make it' });
  await waitFor(() => expect(button).toBeEnabled());
  button.click();
  await waitFor(() => expect(made).toHaveLength(1));
}

function choose(select: HTMLSelectElement, value: string) {
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

it('goes to the relay that was set up', async () => {
  endpoints(mailbox({}));
  render(Accounts);
  await make();
  expect(made).toEqual([{ base: SALES, endpoint: 'home', url: null }]);
});

it('goes to an address that Rowbell chooses, if that is said or there is no relay', async () => {
  endpoints(mailbox({}));
  const { unmount } = render(Accounts);
  choose(await screen.findByLabelText<HTMLSelectElement>('Sent to'), '');
  await make();
  expect(made).toEqual([{ base: SALES, endpoint: null, url: null }]);
  unmount();
  made.length = 0;
  endpoints();
  render(Accounts);
  await make();
  expect(screen.queryByLabelText('Sent to')).toBeNull();
  expect(made).toEqual([{ base: SALES, endpoint: null, url: null }]);
});

it('does not offer a mailbox that is another base’s', async () => {
  endpoints({ ...mailbox({}), base: 'fae0a3a42ba94df88e8303fd385e37de' });
  render(Accounts);
  await make();
  expect(made).toEqual([{ base: SALES, endpoint: null, url: null }]);
});

it('says what is missing of an account, and has empty fields once it is added', async () => {
  endpoints();
  render(Accounts);
  const add = await screen.findByRole('button', { name: 'Add an account' });
  add.click();
  await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('There is no token yet'));
  expect(made).toEqual([]);
  const [token, server] = ['Account token', 'Server'].map((label) => screen.getByLabelText<HTMLInputElement>(label));
  for (const [field, typed] of [
    [token, 'abc'],
    [server, 'https://seatable.example.org'],
  ] as const) {
    field!.value = typed;
    field!.dispatchEvent(new Event('input', { bubbles: true }));
  }
  add.click();
  await waitFor(() => expect(made).toEqual([{ server: 'https://seatable.example.org', token: 'abc' }]));
  await waitFor(() => expect([token!.value, server!.value]).toEqual(['', '']));
});
