// What could not be done and what is wrong, in the person's language and with the window's own ways to mend it. The agent's
// own words speak of commands, and errors are in English.

import type { ErrorCode, Trouble, TroubleCode } from '../bindings/api';
import { backend, Refusal } from './backend';
import { t } from './messages.svelte';
import { place, type Section } from './place.svelte';
import { toasts } from './toasts.svelte';

/** A button that mends something. */
export type Mending = { name: string; act: () => void };

const ERRORS: Record<ErrorCode | 'agent_lost', string> = {
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
  bad_rule_name: 'error-bad-rule-name',
  bad_url: 'error-bad-address',
  bad_uuid: 'error-unusable',
  bad_value: 'error-bad-value',
  base_bound: 'error-base-bound',
  base_not_found: 'error-not-found',
  broken: 'error-broken',
  certificate: 'error-certificate',
  closed: 'error-closed',
  database_busy: 'error-database',
  database_cannot_open: 'error-database',
  database_closed: 'error-database-closed',
  database_damaged: 'error-database',
  database_io: 'error-database',
  database_moved: 'error-database',
  database_newer: 'error-database-newer',
  database_refused: 'error-database',
  disk_full: 'error-disk-full',
  endpoint_bound: 'error-endpoint-bound',
  endpoint_exists: 'error-endpoint-exists',
  http: 'error-broken',
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
  no_base_seen: 'error-unusable',
  no_gap: 'error-no-gap',
  no_key: 'error-no-key',
  no_network: 'error-no-network',
  no_such_account: 'error-gone',
  no_such_base: 'error-gone',
  no_such_call: 'error-unusable',
  no_such_endpoint: 'error-gone',
  no_such_entry: 'entry-gone',
  no_such_kind: 'error-unusable',
  no_such_person: 'error-gone',
  no_such_rule: 'error-gone',
  no_such_setting: 'error-unusable',
  no_such_source: 'error-unusable',
  no_such_table: 'error-gone',
  no_such_webhook: 'error-no-webhook',
  no_token: 'error-no-token',
  no_websocket: 'error-no-websocket',
  no_window: 'error-unusable',
  none_named: 'error-unusable',
  not_a_relay: 'error-not-a-relay',
  not_all_unread: 'error-unusable',
  not_allowed: 'error-wrong-token',
  not_allowed_here: 'error-unusable',
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
  too_large: 'error-unreadable',
  too_late: 'error-too-late',
  too_many: 'error-too-many',
  unreachable: 'error-unreachable',
  unreadable: 'error-unreadable',
  wrong_token: 'error-wrong-token',
};

/** Of these the agent's words are in the person's language and name no command. */
const AS_TOLD = null;

const TROUBLES: Record<TroubleCode, string | null> = {
  account: 'trouble-account',
  address: 'trouble-address',
  behind: 'trouble-behind',
  database_busy: AS_TOLD,
  database_cannot_open: AS_TOLD,
  database_closed: AS_TOLD,
  database_damaged: AS_TOLD,
  database_io: AS_TOLD,
  database_moved: AS_TOLD,
  database_newer: AS_TOLD,
  database_refused: AS_TOLD,
  disk_full: AS_TOLD,
  do_not_disturb: AS_TOLD,
  forged: 'trouble-forged',
  history_moved: AS_TOLD,
  history_set_aside: AS_TOLD,
  host_refused: 'trouble-host-refused',
  index_behind: AS_TOLD,
  index_damaged: AS_TOLD,
  keyring_failed: AS_TOLD,
  keyring_locked: 'trouble-keyring-locked',
  keyring_missing: 'trouble-keyring-missing',
  keyring_none: 'trouble-keyring-none',
  keyring_refused: 'trouble-keyring-refused',
  keyring_slow: 'trouble-keyring-slow',
  letters_gone: AS_TOLD,
  missed: AS_TOLD,
  no_notification_server: AS_TOLD,
  no_websocket: AS_TOLD,
  not_connected: 'trouble-not-connected',
  notification_server_slow: AS_TOLD,
  port_forbidden: 'trouble-port-forbidden',
  port_taken: 'trouble-port-taken',
  relay_away: 'trouble-relay-away',
  secret_missing: 'trouble-secret-missing',
  settings: AS_TOLD,
  webhook_off: 'trouble-webhook-off',
  webhook_silent: 'trouble-webhook-silent',
  window_failed: AS_TOLD,
};

/** Where in the settings a trouble is mended. */
const PLACES: Partial<Record<TroubleCode, Section>> = {
  account: 'accounts',
  address: 'addresses',
  behind: 'bases',
  forged: 'addresses',
  host_refused: 'addresses',
  keyring_missing: 'storage',
  keyring_none: 'storage',
  letters_gone: 'addresses',
  missed: 'bases',
  not_connected: 'bases',
  port_forbidden: 'addresses',
  port_taken: 'addresses',
  relay_away: 'addresses',
  secret_missing: 'addresses',
  settings: 'storage',
  webhook_off: 'accounts',
  webhook_silent: 'accounts',
};

const TOKEN_CODES = ['wrong_token', 'not_allowed', 'no_token', 'other_base'];

type Said = { code: string; message: string; values?: Record<string, string | undefined> };

/** The values of a message; a number of things has plural forms. */
function named({ values = {} }: Said): Record<string, string | number> {
  const all = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(all.map(([name, text]) => [name, name === 'count' ? Number(text) : text]));
}

/**
 * Of these the detail says what only SeaTable or the person's own file can tell. Of others it is what a system says, in
 * English and for those who wrote it: the message for the command line and the log have it.
 */
const TELLING = ['redirected', 'refused', 'settings'];

/** What failed. A code from an agent of another version keeps the agent's words. */
export function words(error: Said): string {
  const id = (ERRORS as Record<string, string | undefined>)[error.code];
  if (id === undefined) return error.message || t('agent-lost-short');
  const { detail = '', ...values } = named(error);
  // What keeps a server from being reached is told by one word.
  const what = t(id, { ...values, cause: detail });
  return detail !== '' && TELLING.includes(error.code) ? t('error-detail', { what, detail }) : what;
}

/** What is wrong. */
export function troubleWords(trouble: Trouble): string {
  const id = (TROUBLES as Record<string, string | null | undefined>)[trouble.code];
  const { detail, reason, ...values } = named(trouble);
  if (!id || !trouble.values) return trouble.message;
  // Those that have a reason of their own name its code.
  if (typeof values.code === 'string') {
    const why = words({ code: values.code, message: String(detail ?? ''), values: { detail: String(reason ?? '') } });
    return t(id, { ...values, reason: why });
  }
  return t(id, values);
}

async function unlock() {
  await attempt(() => backend.request('POST', '/v1/secrets/unlock'));
}

const show = (section: Section): Mending => ({
  name: t('trouble-go'),
  act: () => {
    place.dialog = null;
    place.go('settings', section);
  },
});
const ask = (name: string, path: string, body?: unknown): Mending => ({
  name,
  act: () => void attempt(() => backend.request('POST', path, body)),
});
const listen = (name: string, change: Record<string, unknown>) =>
  ask(name, '/v1/listen', { port: null, address: null, allow_host: null, ...change });
const connectAgain = (): Mending => ({
  name: t('connect-again'),
  act: () => {
    place.dialog = null;
    place.connect();
  },
});

/** What mends a failure, if a button can. */
export function mending(code: string): Mending | undefined {
  if (['keyring_locked', 'keyring_slow', 'keyring_none', 'keyring_refused'].includes(code))
    return { name: t('secret-unlock'), act: () => void unlock() };
  if (code === 'keyring_missing' || code === 'keyring_failed') return show('storage');
  if (code === 'me_not_known') return show('people');
  if (code === 'no_account') return show('accounts');
  if (code === 'not_listening') return show('addresses');
  return undefined;
}

/** What mends a trouble, the nearest first. */
export function troubleMendings({ code, values = {} }: Trouble): Mending[] {
  const section = (PLACES as Record<string, Section | undefined>)[code];
  const go = section ? [show(section)] : [];
  const free = Number(values.free);
  const why = values.code ?? '';
  if ((code === 'port_taken' || code === 'port_forbidden') && free > 0) {
    return [listen(t('use-port', { port: String(free) }), { port: free }), ...go];
  }
  if (code === 'host_refused') return [listen(t('host-allow'), { allow_host: values.host }), ...go];
  if (code === 'not_connected' && TOKEN_CODES.includes(why)) return [connectAgain(), ...go];
  const away = code === 'not_connected' || code === 'relay_away';
  if (away && why.startsWith('keyring_')) return [mending(why), ...go].filter((one) => !!one);
  if (code === 'webhook_off' && !['mended', 'wait', 'reason'].includes(values.then ?? '')) {
    return [ask(t('webhook-enable'), '/v1/webhooks/enable', { base: values.base }), ...go];
  }
  if (['forged', 'missed', 'letters_gone'].includes(code)) {
    // Not only what is listed: that has been seen.
    return [...go, ask(t('mark-all'), '/v1/read', { ids: [], all: true, unread: false })];
  }
  if (code === 'webhook_silent') {
    return [...go, ask(t('webhook-forget'), '/v1/webhooks/forget', { base: values.uuid })];
  }
  const other = mending(code);
  return other ? [other] : go;
}

/** Does it, and says in words why it did not work. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toasts.complain(words(error), mending(error.code));
    return undefined;
  }
}

/** The words of a refusal; anything else is a mistake of ours, and goes on. */
export function problemOf(error: unknown): string {
  if (error instanceof Refusal) return words(error);
  throw error;
}
