import { beforeEach, expect, it, vi } from 'vitest';
import type { Trouble } from '../bindings/api';
import { backend, Refusal } from './backend';
import { setLanguage } from './messages.svelte';
import { place } from './place.svelte';
import { attempt, problemOf, troubleMendings, troubleWords, words } from './refusals';
import { toasts } from './toasts.svelte';

const ISOLATES = /[\u2068\u2069]/g;
const plain = (text: string) => text.replace(ISOLATES, '');
const taken: Trouble = {
  code: 'port_taken',
  message: '`rowbell endpoint port 8766`',
  values: { port: '8765', program: 'nginx', free: '8766' },
};

beforeEach(() => setLanguage('en'));

it('says what failed in the person’s language, and what is behind it', () => {
  const away = (detail: string) =>
    words({ code: 'no_network', message: 'the server cannot be reached', values: { detail } });
  const distrusted = (detail: string) =>
    words({ code: 'certificate', message: 'not to be trusted', values: { detail } });
  expect(away('')).toBe('The server can’t be reached. Check the network and the server’s address.');
  setLanguage('de');
  expect(away('refused')).toMatch(/^Unter der Adresse des Servers antwortet nichts\. /);
  expect(away('name')).toMatch(/^Der Name des Servers wird nicht gefunden\. /);
  expect(distrusted('expired')).toMatch(/^Das Zertifikat des Servers ist abgelaufen; /);
  expect(distrusted('issuer')).toMatch(/^Das Zertifikat des Servers stammt von einer Stelle/);
  // An agent of another version says it in English.
  expect(away('failed to lookup address information')).toMatch(/^Der Server ist nicht erreichbar\. [^(]*$/);
  expect(plain(words({ code: 'endpoint_exists', message: '', values: { name: 'orders' } }))).toContain('orders');
});

it('keeps what SeaTable itself said, and leaves out what a system says in English', () => {
  setLanguage('de');
  const said = (code: string, detail: string) => plain(words({ code, message: '', values: { detail } }));
  expect(said('refused', '400 no such view')).toBe('SeaTable hat das abgelehnt. (400 no such view)');
  for (const code of [
    'server',
    'keyring_failed',
    'database_io',
    'not_a_relay',
    'unreadable',
    'not_opened',
    'autostart',
  ])
    expect(said(code, 'os error 13'), code).not.toContain('os error');
});

it('keeps the agent’s words for a code of another version', () => {
  expect(words({ code: 'of_tomorrow', message: 'Told in words.' })).toBe('Told in words.');
  expect(troubleWords({ code: 'of_tomorrow', message: 'Told in words.', values: {} })).toBe('Told in words.');
  expect(problemOf(new Refusal('of_tomorrow', ''))).toMatch(/did not answer/);
});

it('names a trouble without commands, and the button that mends it', async () => {
  expect(plain(troubleWords(taken))).toMatch(/^Port 8765 is used by another program \(nginx\), so/);
  expect(troubleWords(taken)).not.toContain('`');
  const asked = vi.spyOn(backend, 'request').mockResolvedValue({} as never);
  const [use] = troubleMendings(taken);
  expect(plain(use!.name)).toBe('Use port 8766');
  use!.act();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/listen', { port: 8766, address: null, allow_host: null });
});

it('says why bases are not connected, and leads to where a token is entered', () => {
  const values = {
    base: 'Sales, Vertrieb',
    count: '2',
    code: 'wrong_token',
    detail: 'run `rowbell connect`',
    reason: '',
  };
  const trouble: Trouble = { code: 'not_connected', message: '', values };
  expect(plain(troubleWords(trouble))).toMatch(
    /^Sales, Vertrieb are not connected\. SeaTable does not accept the token/,
  );
  expect(troubleWords(trouble)).not.toContain('rowbell connect');
  troubleMendings(trouble)[0]!.act();
  expect([place.view, place.way]).toEqual(['welcome', 'token']);
  place.go('history');
});

it('says why a relay is away, and offers to unlock the keyring where that is why', () => {
  const values = { relay: 'relay.example.org', code: 'keyring_locked', detail: '', reason: '' };
  const trouble: Trouble = { code: 'relay_away', message: '', values };
  expect(plain(troubleWords(trouble))).toMatch(/^relay\.example\.org is not connected\. The keyring is locked/);
  expect(troubleMendings(trouble).map(({ name }) => name)).toEqual(['Unlock the keyring', 'Show in the settings']);
});

it('lets the person say that what was wrong has been seen, whatever is listed', () => {
  const asked = vi.spyOn(backend, 'request').mockResolvedValue({} as never);
  const trouble: Trouble = { code: 'forged', message: '', values: { count: '2', endpoint: 'default' } };
  troubleMendings(trouble)
    .find(({ name }) => name === 'Mark all as read')!
    .act();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/read', { ids: [], all: true, unread: false });
});

it('expects a webhook no more that the person has deleted', () => {
  const values = { base: 'Sales', uuid: '9f0c7d31-1c44-4b9c-a7fd-6d4c3b7d4c11', address: 'https://example.org' };
  const trouble: Trouble = { code: 'webhook_silent', message: '', values };
  expect(plain(troubleWords(trouble))).toMatch(/^Sales has changed, but no webhook/);
  const asked = vi.spyOn(backend, 'request').mockResolvedValue({} as never);
  const forget = troubleMendings(trouble).find(({ name }) => name === 'Expect it no more');
  forget!.act();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/webhooks/forget', { base: values.uuid });
});

it('offers to unlock the keyring where that is why something failed', async () => {
  await attempt(() => Promise.reject(new Refusal('keyring_locked', '')));
  expect(toasts.all.at(-1)?.mending?.name).toBe('Unlock the keyring');
  await expect(attempt(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
});
