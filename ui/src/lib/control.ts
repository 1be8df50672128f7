// Controls show what is in force. What a person asks for may be refused.

import { tick } from 'svelte';

/** Waits for the request, then makes the control show what is in force: that may be what was before. */
export async function settle(asked: unknown, show: () => void) {
  await asked;
  await tick();
  show();
}
