// What is wrong, in the person's language and with the window's own ways to help.

import type { Problem, ProblemCode } from '../bindings/api';
import { t } from './messages.svelte';
import { place, type Section } from './place.svelte';
import { ask, type Remedy, remedy, show, words } from './refusals';

/** Of these the agent's words are in the person's language and name no command. */
const AS_TOLD = null;

const PROBLEMS: Record<ProblemCode['code'], string | null> = {
  account: 'problem-account',
  address: 'problem-address',
  behind: 'problem-behind',
  database: AS_TOLD,
  disk_full: AS_TOLD,
  do_not_disturb: AS_TOLD,
  forged: 'problem-forged',
  history_moved: AS_TOLD,
  history_set_aside: AS_TOLD,
  host_refused: 'problem-host-refused',
  index_behind: AS_TOLD,
  keyring_failed: AS_TOLD,
  keyring_locked: 'problem-keyring-locked',
  keyring_missing: 'problem-keyring-missing',
  keyring_none: 'problem-keyring-none',
  keyring_refused: 'problem-keyring-refused',
  keyring_slow: 'problem-keyring-slow',
  letters_gone: AS_TOLD,
  missed: AS_TOLD,
  no_notification_server: AS_TOLD,
  no_websocket: AS_TOLD,
  not_connected: 'problem-not-connected',
  notification_server_slow: AS_TOLD,
  port_forbidden: 'problem-port-forbidden',
  port_taken: 'problem-port-taken',
  relay_away: 'problem-relay-away',
  rule: AS_TOLD,
  secret_missing: 'problem-secret-missing',
  settings: AS_TOLD,
  webhook_off: 'problem-webhook-off',
  webhook_silent: 'problem-webhook-silent',
  window_failed: AS_TOLD,
};

/** Where in the settings a problem is dealt with. */
const PLACES: Partial<Record<ProblemCode['code'], Section>> = {
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
  rule: 'rules',
  secret_missing: 'addresses',
  settings: 'storage',
  webhook_off: 'accounts',
  webhook_silent: 'accounts',
};

/** The values of a problem's words. Ports are no quantities: they have no plural and no separators. */
function named(problem: Problem): Record<string, string | number> {
  switch (problem.code) {
    case 'account':
    case 'behind':
    case 'not_connected':
    case 'relay_away': {
      const { why, ...values } = problem.values;
      return { ...values, code: why.code, reason: words(why) };
    }
    case 'port_taken':
      return { ...problem.values, port: String(problem.values.port), free: String(problem.values.free) };
    case 'port_forbidden':
      return { ...problem.values, free: String(problem.values.free) };
    case 'webhook_off': {
      const { obstacle, ...values } = problem.values;
      return { ...values, obstacle: obstacle ?? 'mended' };
    }
    default:
      return 'values' in problem ? problem.values : {};
  }
}

/** What is wrong. A code from an agent of another version keeps the agent's words. */
export function problemWords(problem: Problem): string {
  const id = (PROBLEMS as Record<string, string | null | undefined>)[problem.code];
  return id ? t(id, named(problem)) : problem.message;
}

const listen = (name: string, change: Record<string, unknown>) =>
  ask(name, '/v1/listen', { port: null, address: null, allow_host: null, ...change });
const connectAgain = (): Remedy => ({
  name: t('connect-again'),
  act: () => {
    place.dialog = null;
    place.connect();
  },
});

/** What helps with a problem beside its place in the settings, the nearest first. */
function nearest(problem: Problem): Remedy | undefined {
  switch (problem.code) {
    case 'port_taken':
    case 'port_forbidden': {
      const { free } = problem.values;
      return listen(t('use-port', { port: String(free) }), { port: free });
    }
    case 'host_refused':
      return listen(t('host-allow'), { allow_host: problem.values.host });
    case 'not_connected': {
      const { code } = problem.values.why;
      return ['wrong_token', 'no_token', 'other_base'].includes(code) ? connectAgain() : unlocking(code);
    }
    case 'relay_away':
      return unlocking(problem.values.why.code);
    case 'webhook_off': {
      const { base, obstacle } = problem.values;
      if (obstacle === null || obstacle === 'wait' || obstacle === 'reason') return undefined;
      return ask(t('webhook-enable'), '/v1/webhooks/enable', { base });
    }
    default:
      return undefined;
  }
}

const unlocking = (code: string) => (code.startsWith('keyring_') ? remedy(code) : undefined);

/** What helps with a problem after its place in the settings has been looked at. */
function last(problem: Problem): Remedy | undefined {
  switch (problem.code) {
    case 'forged':
    case 'missed':
    case 'letters_gone':
      // Not only what is listed: that has been seen.
      return ask(t('mark-all'), '/v1/read', { ids: [], all: true, unread: false });
    case 'webhook_silent':
      return ask(t('webhook-forget'), '/v1/webhooks/forget', { base: problem.values.uuid });
    default:
      return undefined;
  }
}

/** What helps with a problem, the nearest first. */
export function remedies(problem: Problem): Remedy[] {
  const section = (PLACES as Record<string, Section | undefined>)[problem.code];
  const own = remedy(problem.code);
  if (own) return [own];
  return [nearest(problem), section && show(section), last(problem)].filter((each) => each !== undefined);
}
