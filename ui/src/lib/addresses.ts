// The local endpoints' addresses.

import type { UrlView } from '../bindings/api';

const REACH: Record<string, string> = {
  this_computer: 'reach-this-computer',
  local_network: 'reach-local-network',
  internet: 'reach-internet',
};

/** The message that says who can reach an address. */
export const reachName = (url: UrlView) => REACH[url.reach] ?? 'reach-this-computer';
