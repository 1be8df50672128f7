// Changes and addresses for tests.

import type { Entry, RelayView } from './bindings/api';
import type { Mailbox } from './lib/relays';

let last = 1_795_000_000_000_000;

/** A change with these fields, older than the one made before. */
export function entry(fields: Partial<Entry> = {}): Entry {
  last -= 1_000_000;
  const at = new Date(last / 1000).toISOString();
  return {
    id: last,
    received_at: at,
    source: 'local',
    endpoint: 'default',
    authenticity: 'unsigned',
    base: 'Sales',
    table: 'Deals',
    kind: 'row_changed',
    row: { id: 'row-1', name: 'Acme GmbH' },
    actor: 'Anna',
    actor_id: 'anna@auth.local',
    at,
    rows_affected: 1,
    cells: [],
    cells_left_out: 0,
    title: 'Acme GmbH',
    text: '',
    what: '',
    link: null,
    unread: false,
    highlight: false,
    outcome: 'shown',
    outcome_reason: null,
    announced_at: null,
    dtable_uuid: 'fae0a3a42ba94df88e8303fd385e37de',
    table_id: '0000',
    row_id: 'row-1',
    op_type: 'modify_row',
    ...fields,
  };
}

/** An address at a relay that is like this. */
export function mailbox(relay: Partial<RelayView>): Mailbox {
  return {
    name: 'home',
    state: relay.state === undefined || relay.state === 'live' ? 'live' : 'down',
    signed: false,
    secrets: 0,
    base: null,
    last_delivery_at: null,
    forged: 0,
    relay: {
      address: 'https://relay.example.org',
      host: 'relay.example.org',
      state: 'live',
      since: null,
      heard_at: null,
      waited: 0,
      why: null,
      again_at: null,
      gap: false,
      ...relay,
    },
    old_address: false,
  };
}
