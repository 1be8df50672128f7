// What could not be done, in the person's language and with the window's own ways to help. The agent's own words are in English
// and speak of commands.

import type { ErrorCode } from '../bindings/api';
import { backend, Refusal, type Told } from './backend';
import { t } from './messages.svelte';
import { place, type Section } from './place.svelte';
import { toasts } from './toasts.svelte';

/** A button that helps. */
export type Remedy = { name: string; act: () => void };

const ERRORS: Record<ErrorCode['code'] | 'agent_lost', string> = {
  address_bound: 'error-address-bound',
  address_renewed: 'error-address-renewed',
  agent_lost: 'agent-lost-short',
  autostart: 'error-autostart',
  ask_container: 'error-ask-container',
  bad_address: 'error-bad-address',
  bad_endpoint_name: 'error-bad-endpoint-name',
  bad_host: 'error-bad-host',
  bad_relay: 'error-bad-relay',
  bad_request: 'error-unusable',
  bad_rule: 'error-bad-rule',
  bad_rule_name: 'error-bad-rule-name',
  bad_value: 'error-bad-value',
  base_bound: 'error-base-bound',
  broken: 'error-broken',
  certificate: 'error-certificate',
  database: 'error-database',
  database_closed: 'error-database-closed',
  database_newer: 'error-database-newer',
  disk_full: 'error-disk-full',
  endpoint_bound: 'error-endpoint-bound',
  endpoint_exists: 'error-endpoint-exists',
  index_damaged: 'error-index-damaged',
  invitation_invalid: 'error-invitation-invalid',
  invitation_needed: 'error-invitation-needed',
  keyring_failed: 'error-keyring-failed',
  keyring_locked: 'error-keyring-locked',
  keyring_missing: 'error-keyring-missing',
  keyring_none: 'error-keyring-none',
  keyring_refused: 'error-keyring-refused',
  keyring_slow: 'error-keyring-slow',
  lost: 'error-closed',
  mailbox_closed: 'error-mailbox-closed',
  me_not_known: 'error-me-not-known',
  no_account: 'error-no-account',
  no_address: 'error-no-address',
  no_gap: 'error-no-gap',
  no_key: 'error-no-key',
  no_network: 'error-no-network',
  no_such: 'error-gone',
  no_such_entry: 'entry-gone',
  no_such_webhook: 'error-no-webhook',
  no_token: 'error-no-token',
  no_websocket: 'error-no-websocket',
  not_a_relay: 'error-not-a-relay',
  not_connected: 'error-not-connected',
  not_for_containers: 'error-not-for-containers',
  not_found: 'error-not-found',
  not_listening: 'error-not-listening',
  not_opened: 'error-not-opened',
  not_running: 'agent-lost-short',
  not_saved: 'error-not-saved',
  not_sent: 'error-not-sent',
  not_started: 'error-not-started',
  old_server: 'error-old-server',
  other_base: 'error-other-base',
  redirected: 'error-redirected',
  refused: 'error-refused',
  relay_full: 'error-relay-full',
  relay_refused: 'error-relay-refused',
  relay_unavailable: 'error-relay-unavailable',
  relay_version: 'error-relay-version',
  plain_http: 'error-plain-http',
  rule_exists: 'error-rule-exists',
  server: 'error-server',
  settings: 'error-settings',
  several_bases: 'error-several-bases',
  timed_out: 'error-timed-out',
  token_expired: 'error-token-expired',
  too_late: 'error-too-late',
  too_many: 'error-too-many',
  unreachable: 'error-unreachable',
  unreadable: 'error-unreadable',
  wrong_token: 'error-wrong-token',
};

/** What failed. A code from an agent of another version keeps the agent's words. */
export function words({ code, message, values = {} }: Told): string {
  const id = (ERRORS as Record<string, string | undefined>)[code];
  if (id === undefined) return message || t('agent-lost-short');
  const { detail, ...named } = values;
  const what = t(id, named);
  // What SeaTable itself said, or what is wrong with the person's own file.
  return detail ? t('error-detail', { what, detail }) : what;
}

/** Leads to a section of the settings. */
export const show = (section: Section): Remedy => ({
  name: t('problem-go'),
  act: () => {
    place.dialog = null;
    place.go('settings', section);
  },
});

/** Asks the agent for something. */
export const ask = (name: string, path: string, body?: unknown): Remedy => ({
  name,
  act: () => void attempt(() => backend.request('POST', path, body)),
});

/** What helps with a failure, if a button can. */
export function remedy(code: string): Remedy | undefined {
  switch (code as ErrorCode['code']) {
    case 'keyring_locked':
    case 'keyring_slow':
    case 'keyring_none':
    case 'keyring_refused':
      return ask(t('secret-unlock'), '/v1/secrets/unlock');
    case 'keyring_missing':
    case 'keyring_failed':
      return show('storage');
    case 'me_not_known':
      return show('people');
    case 'no_account':
      return show('accounts');
    case 'not_listening':
      return show('addresses');
    default:
      return undefined;
  }
}

/** Does it, and says in words why it did not work. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toasts.complain(words(error), remedy(error.code));
    return undefined;
  }
}

/** The text for a refusal; anything else is a bug, and is thrown again. */
export function problemOf(error: unknown): string {
  if (error instanceof Refusal) return words(error);
  throw error;
}
