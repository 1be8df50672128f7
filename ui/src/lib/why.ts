// Why a change was announced or not, how it came, and whether it can be trusted: in words.

import type { Entry } from '../bindings/api';
import { t } from './messages.svelte';

const REASONS: Record<string, string> = {
  'held paused': 'why-paused',
  'held no_notification_server': 'why-no-server',
  'held notification_not_taken': 'why-no-server',
  'held do_not_disturb': 'why-do-not-disturb',
  'held quiet_hours': 'why-quiet-hours',
  'held snoozed': 'why-snoozed',
  'held digest': 'why-digest',
  'held catching_up': 'why-catching-up',
  'held settling': 'why-settling',
  'held looking_up': 'why-looking-up',
  'muted forged': 'why-forged',
  'muted unrecognised': 'why-unrecognised',
  'muted missed': 'why-missed',
  'failed missed': 'why-missed',
  'muted read before it could be shown': 'why-read-before',
  'muted popups are off': 'why-popups-off',
  'muted own change': 'why-own-change',
  'muted announced a short while ago': 'why-too-soon',
  'failed no_notification_server': 'why-no-server',
};

const OUTCOMES: Record<string, string> = {
  pending: 'why-pending',
  shown: 'why-shown',
  clicked: 'why-clicked',
  held: 'why-held',
  failed: 'why-failed',
};

/** Whether it was announced, or will be. */
export const wasAnnounced = (entry: Entry) => ['pending', 'shown', 'clicked'].includes(entry.outcome);

export function why(entry: Entry): string {
  const reason = entry.outcome_reason ?? '';
  const known = REASONS[`${entry.outcome} ${reason}`];
  if (known) return t(known);
  if (entry.outcome === 'muted') return reason === '' ? t('why-muted') : t('why-rule', { rule: reason });
  const outcome = OUTCOMES[entry.outcome];
  return t(outcome ?? 'why-other', { reason });
}

const AUTHENTICITY: Record<string, { name: string; tone: 'good' | 'none' | 'bad' }> = {
  verified: { name: 'authenticity-verified', tone: 'good' },
  unsigned: { name: 'authenticity-unsigned', tone: 'none' },
  unchecked: { name: 'authenticity-unchecked', tone: 'none' },
  reconstructed: { name: 'authenticity-reconstructed', tone: 'good' },
  forged: { name: 'authenticity-forged', tone: 'bad' },
};

export function authenticity(entry: Entry): { text: string; tone: 'good' | 'none' | 'bad' } {
  if (entry.authenticity === 'verified' && ['realtime', 'catch_up'].includes(entry.source)) {
    return { text: t('authenticity-connected'), tone: 'good' };
  }
  const { name, tone } = AUTHENTICITY[entry.authenticity] ?? { name: 'authenticity-other', tone: 'none' };
  return { text: t(name), tone };
}
