// Why no popups are shown for now, and how that ends.

import type { Status } from '../bindings/api';
import { backend } from './backend';
import { t } from './messages.svelte';
import { attempt } from './refusals';
import { moment } from './times';

/** That popups are paused, and until when. */
export function pausedWords({ quiet_hours, paused_until }: Status, now: number): string {
  if (paused_until === null) return t(quiet_hours ? 'paused-quiet' : 'paused');
  return t(quiet_hours ? 'paused-quiet-until' : 'paused-until', { time: moment(Date.parse(paused_until), now) });
}

/** Ends the pause, or these quiet hours. */
export const resume = () => attempt(() => backend.request('POST', '/v1/resume'));
