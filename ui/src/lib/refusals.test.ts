import { beforeEach, expect, it } from 'vitest';
import { Refusal } from './backend';
import { setLanguage } from './messages.svelte';
import { attempt, problemOf, words } from './refusals';
import { toasts } from './toasts.svelte';

const ISOLATES = /[\u2068\u2069]/g;
const plain = (text: string) => text.replace(ISOLATES, '');

beforeEach(() => setLanguage('en'));

it('says what failed in the person’s language, and what is behind it', () => {
  const away = (cause: string) =>
    words({ code: 'no_network', message: 'the server cannot be reached', values: { cause } });
  const distrusted = (cause: string) => words({ code: 'certificate', message: 'not to be trusted', values: { cause } });
  expect(away('other')).toBe('The server can’t be reached. Check the network and the server’s address.');
  setLanguage('de');
  expect(away('refused')).toMatch(/^Unter der Adresse des Servers antwortet nichts\. /);
  expect(away('name')).toMatch(/^Der Name des Servers wird nicht gefunden\. /);
  expect(distrusted('expired')).toMatch(/^Das Zertifikat des Servers ist abgelaufen; /);
  expect(distrusted('issuer')).toMatch(/^Das Zertifikat des Servers stammt von einer Stelle/);
  // An agent of another version may know another cause.
  expect(away('weather')).toMatch(/^Der Server ist nicht erreichbar\. [^(]*$/);
  expect(plain(words({ code: 'endpoint_exists', message: '', values: { name: 'orders' } }))).toContain('orders');
});

it('keeps what SeaTable itself said', () => {
  setLanguage('de');
  const refused = words({ code: 'refused', message: '', values: { detail: '400 no such view' } });
  expect(plain(refused)).toBe('SeaTable hat das abgelehnt. (400 no such view)');
});

it('keeps the agent’s words for a code of another version', () => {
  expect(words({ code: 'of_tomorrow', message: 'Told in words.' })).toBe('Told in words.');
  expect(problemOf(new Refusal('of_tomorrow', ''))).toMatch(/did not answer/);
});

it('offers to unlock the keyring where that is why something failed', async () => {
  await attempt(() => Promise.reject(new Refusal('keyring_locked', '')));
  expect(toasts.all.at(-1)?.remedy?.name).toBe('Unlock the keyring');
  await expect(attempt(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
});
