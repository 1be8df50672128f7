import { beforeEach, expect, it, vi } from 'vitest';
import type { ErrorBody, Problem } from '../bindings/api';
import { backend } from './backend';
import { setLanguage } from './messages.svelte';
import { place } from './place.svelte';
import { problemWords, remedies } from './problems';

const ISOLATES = /[\u2068\u2069]/g;
const plain = (text: string) => text.replace(ISOLATES, '');
const taken: Problem = {
  code: 'port_taken',
  message: '`rowbell endpoint port 8766`',
  values: { port: 8765, program: 'nginx', free: 8766 },
};

beforeEach(() => setLanguage('en'));

it('names a problem without commands, and the button that mends it', async () => {
  expect(plain(problemWords(taken))).toMatch(/^Port 8765 is used by another program \(nginx\), so/);
  expect(problemWords(taken)).not.toContain('`');
  const asked = vi.spyOn(backend, 'request').mockResolvedValue({} as never);
  const [use] = remedies(taken);
  expect(plain(use!.name)).toBe('Use port 8766');
  use!.act();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/listen', { port: 8766, address: null, allow_host: null });
});

it('says why bases are not connected, and leads to where a token is entered', () => {
  const why: ErrorBody = { code: 'wrong_token', message: 'run `rowbell connect`' };
  const values = { base: 'Sales, Vertrieb', count: 2, why };
  const problem: Problem = { code: 'not_connected', message: '', values };
  expect(plain(problemWords(problem))).toMatch(
    /^Sales, Vertrieb are not connected\. SeaTable does not accept the token/,
  );
  expect(problemWords(problem)).not.toContain('rowbell connect');
  remedies(problem)[0]!.act();
  expect([place.view, place.way]).toEqual(['welcome', 'token']);
  place.go('history');
});

it('says why a relay is away, and offers to unlock the keyring where that is why', () => {
  const why: ErrorBody = { code: 'keyring_locked', message: '' };
  const values = { relay: 'relay.example.org', why };
  const problem: Problem = { code: 'relay_away', message: '', values };
  expect(plain(problemWords(problem))).toMatch(/^relay\.example\.org is not connected\. The keyring is locked/);
  expect(remedies(problem).map(({ name }) => name)).toEqual(['Unlock the keyring', 'Show in the settings']);
});

it('lets the person say that what was wrong has been seen, whatever is listed', () => {
  const asked = vi.spyOn(backend, 'request').mockResolvedValue({} as never);
  const problem: Problem = { code: 'forged', message: '', values: { count: 2, endpoint: 'default' } };
  remedies(problem)
    .find(({ name }) => name === 'Mark all as read')!
    .act();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/read', { ids: [], all: true, unread: false });
});

it('expects a webhook no more that the person has deleted', () => {
  const values = { base: 'Sales', uuid: '9f0c7d31-1c44-4b9c-a7fd-6d4c3b7d4c11', address: 'https://example.org' };
  const problem: Problem = { code: 'webhook_silent', message: '', values };
  expect(plain(problemWords(problem))).toMatch(/^Sales has changed, but its webhook/);
  const asked = vi.spyOn(backend, 'request').mockResolvedValue({} as never);
  const forget = remedies(problem).find(({ name }) => name === 'Stop expecting it');
  forget!.act();
  expect(asked).toHaveBeenCalledWith('POST', '/v1/webhooks/forget', { base: values.uuid });
});

it('asks to switch a webhook on again unless Rowbell does that itself', () => {
  const values = { base: 'Sales', noticed: '09:12', why: 'away', at: '09:20' } as const;
  const off = (obstacle: 'in_vain' | 'wait' | null): Problem => ({
    code: 'webhook_off',
    message: '',
    values: { ...values, obstacle },
  });
  expect(plain(problemWords(off(null)))).toContain('Rowbell switched it on again (09:20)');
  expect(remedies(off('in_vain'))).toHaveLength(2);
  expect([remedies(off('wait')), remedies(off(null))].map((all) => all.length)).toEqual([1, 1]);
});

it('keeps the agent’s words for a code of another version', () => {
  const problem = { code: 'of_tomorrow', message: 'Told in words.' } as unknown as Problem;
  expect([problemWords(problem), remedies(problem).length]).toEqual(['Told in words.', 0]);
});
