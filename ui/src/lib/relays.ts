// Mailboxes at relays, and what is said of them.

import type { AddRelay, EndpointView, RelayView, Status } from '../bindings/api';
import { agent } from './agent.svelte';
import { t } from './messages.svelte';
import { words } from './refusals';
import { briefly, clock, moment } from './times';

/** An address that is a mailbox at a relay. */
export type Mailbox = EndpointView & { relay: RelayView };

/** What an invitation's link says. */
export type Invited = Pick<AddRelay, 'address' | 'invitation'>;

export const isMailbox = (endpoint: EndpointView): endpoint is Mailbox => endpoint.relay !== null;

export const mailboxes = (status: Status | null): Mailbox[] => (status?.endpoints ?? []).filter(isMailbox);

/** The addresses that are this computer's own. */
export const locals = (status: Status | null) => (status?.endpoints ?? []).filter((endpoint) => !isMailbox(endpoint));

const later = (at: string | null, now: number) => (at !== null && Date.parse(at) > now ? Date.parse(at) : null);

/** How it is connected, in sentences. */
export function relayWords({ state, since, why, again_at }: RelayView, now: number): string {
  if (agent.lost) return t('agent-lost');
  if (state === 'live') return since ? t('relay-live', { time: moment(Date.parse(since), now) }) : t('relay-live-now');
  if (state !== 'waiting') return t('relay-connecting');
  const reason = why ? words(why) : '';
  const again = later(again_at, now);
  return again === null ? t('relay-waiting', { reason }) : t('relay-again', { time: clock(again), reason });
}

/** How it fares, in a word or two. */
export function mailboxState({ relay, last_delivery_at }: Mailbox, now: number): string {
  if (agent.lost) return t('connection-lost');
  if (relay.state === 'live') {
    return last_delivery_at
      ? t('connection-last', { ago: briefly(Date.parse(last_delivery_at), now) })
      : t('endpoint-waiting');
  }
  if (relay.state !== 'waiting') return t('connection-connecting');
  const again = later(relay.again_at, now);
  return again === null ? t('connection-waiting') : t('connection-again', { time: clock(again) });
}

/** What an invitation link contains; none if it is not one. */
export function invitedBy(link: string): Invited | null {
  const [start, query = ''] = link.trim().split('?');
  if (!/^rowbell:(\/\/)?relay\/?$/.test(start ?? '')) return null;
  const said = new URLSearchParams(query);
  const address = said.get('address');
  return address ? { address, invitation: said.get('invitation') } : null;
}

/** The host of a relay's address or of an invitation's link, for people. */
export function hostOf(text: string): string {
  const address = invitedBy(text)?.address ?? text;
  return URL.canParse(address) ? new URL(address).host : address;
}
