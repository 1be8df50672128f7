import { beforeEach, expect, it } from 'vitest';
import { mailbox } from '../samples';
import { setLanguage } from './messages.svelte';
import { hostOf, invitedBy, mailboxState, relayWords } from './relays';
import { clock, moment } from './times';

const NOW = Date.parse('2026-11-26T13:00:00Z');
const later = (minutes: number) => NOW + minutes * 60_000;
const at = (minutes: number) => new Date(later(minutes)).toISOString();
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');
const said = (relay: Parameters<typeof mailbox>[0]) => plain(relayWords(mailbox(relay).relay, NOW));

beforeEach(() => setLanguage('en'));

it('says how a relay is connected, why it is not, and when it is tried again', () => {
  expect(said({ state: 'live', since: at(-5) })).toBe(`Connected since ${moment(later(-5), NOW)}.`);
  expect(said({ state: 'live', since: at(-60 * 24 * 3) })).toMatch(/^Connected since .*Nov/);
  expect(said({ state: 'connecting' })).toBe('Connecting to it.');
  const why = { code: 'relay_full', message: 'in English' } as const;
  expect(said({ state: 'waiting', why, again_at: at(15) })).toBe(
    `Not connected, next try at ${clock(later(15))}. The relay has as many mailboxes as its operator allows. Ask them.`,
  );
  // A moment that is over is no news.
  expect(said({ state: 'waiting', why, again_at: at(-1) })).not.toContain('next try');
  setLanguage('de');
  expect(said({ state: 'waiting', why, again_at: null })).toMatch(/^Nicht verbunden\. Das Relay hat so viele/);
});

it('says it in a word or two', () => {
  const words = (relay: Parameters<typeof mailbox>[0], last: string | null) =>
    plain(mailboxState({ ...mailbox(relay), last_delivery_at: last }, NOW));
  expect(words({ state: 'live' }, null)).toBe('nothing yet');
  expect(words({ state: 'live' }, at(-5))).toBe('5 min. ago');
  expect(words({ state: 'connecting' }, at(-5))).toBe('connecting');
  expect(words({ state: 'waiting' }, at(-5))).toBe('waiting');
  expect(words({ state: 'waiting', again_at: at(5) }, at(-5))).toBe(`again at ${clock(later(5))}`);
});

it('reads an invitation’s link, and nothing else', () => {
  const link = 'rowbell://relay?address=https%3A%2F%2Frelay.example.org%2Fa+b&invitation=AbC-_1';
  expect(invitedBy(` ${link} `)).toEqual({ address: 'https://relay.example.org/a b', invitation: 'AbC-_1' });
  expect(invitedBy('rowbell://relay?address=https://r.example')).toEqual({
    address: 'https://r.example',
    invitation: null,
  });
  for (const other of ['https://relay?address=x', 'rowbell://elsewhere?address=x', 'rowbell://relay', '']) {
    expect(invitedBy(other)).toBeNull();
  }
  expect(hostOf(link)).toBe('relay.example.org');
  expect(hostOf('https://relay.example.org:8443/x')).toBe('relay.example.org:8443');
  expect(hostOf('no address')).toBe('no address');
});
