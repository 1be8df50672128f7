// The local endpoints' addresses.

import type { UrlView } from '../bindings/api';

const REACH: Record<string, string> = {
  this_computer: 'reach-this-computer',
  local_network: 'reach-local-network',
  internet: 'reach-internet',
};

/** What leads to fewer than its reach says. */
const LINK: Record<string, string> = { tunnel: 'reach-tunnel', bridge: 'reach-bridge' };

/** The message that says who can reach an address. */
export const reachName = (url: UrlView) => LINK[url.link] ?? REACH[url.reach] ?? 'reach-this-computer';
