// Made from crates/api by its tests (see crates/api/src/typescript.rs). Not to be edited.

export type JsonValue = number | string | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export type Entry = { 
/**
 * Its number; larger is newer.
 */
id: number, 
/**
 * When it came. RFC 3339, UTC.
 */
received_at: string, 
/**
 * The way in, such as `local`.
 */
source: string, 
/**
 * The endpoint it came to.
 */
endpoint: string, 
/**
 * `verified`, `unsigned`, `reconstructed`, `unchecked` or `forged`.
 */
authenticity: string, 
/**
 * The base's name, where it is known.
 */
base: string | null, 
/**
 * The table's name.
 */
table: string, 
/**
 * What happened: `row_added`, `row_changed`, `row_deleted`, `link_added`, `link_removed`, `links_changed`, `other`
 * `unrecognised`, or `missed` (a gap in what a connected base told).
 */
kind: string, 
/**
 * The row.
 */
row: Row, 
/**
 * Who did it: a name, or a short id; empty when unknown.
 */
actor: string, 
/**
 * The id behind `actor`.
 */
actor_id: string, 
/**
 * When it happened. RFC 3339, UTC.
 */
at: string, 
/**
 * How many rows it stands for.
 */
rows_affected: number, 
/**
 * The cells.
 */
cells: Array<Cell>, 
/**
 * How many further cells were left out because there were too many.
 */
cells_left_out: number, 
/**
 * The first line of its popup.
 */
title: string, 
/**
 * The other lines of its popup.
 */
text: string, 
/**
 * What happened, the line of these that says it; may be empty.
 */
what: string, 
/**
 * The address a click opens; none while the base's address is not known.
 */
link: string | null, 
/**
 * Whether the person has yet to see it.
 */
unread: boolean, 
/**
 * Whether a rule highlights it.
 */
highlight: boolean, 
/**
 * What became of it: `pending`, `shown`, `clicked`, `held`, `muted` or `failed`.
 */
outcome: string, 
/**
 * Why: a rule's name, or a code.
 */
outcome_reason: string | null, 
/**
 * When its popup was on the screen first, if it was. RFC 3339, UTC.
 */
announced_at: string | null, 
/**
 * The base's uuid, as SeaTable's webhooks spell it: 32 hexadecimal digits.
 */
dtable_uuid: string | null, 
/**
 * SeaTable's table id.
 */
table_id: string, 
/**
 * SeaTable's row id.
 */
row_id: string, 
/**
 * SeaTable's own word for what happened.
 */
op_type: string, };

export type EntryDetail = { 
/**
 * The request it came in, with `?raw=true` and while it is kept.
 */
raw?: Raw | null, 
/**
 * Its number; larger is newer.
 */
id: number, 
/**
 * When it came. RFC 3339, UTC.
 */
received_at: string, 
/**
 * The way in, such as `local`.
 */
source: string, 
/**
 * The endpoint it came to.
 */
endpoint: string, 
/**
 * `verified`, `unsigned`, `reconstructed`, `unchecked` or `forged`.
 */
authenticity: string, 
/**
 * The base's name, where it is known.
 */
base: string | null, 
/**
 * The table's name.
 */
table: string, 
/**
 * What happened: `row_added`, `row_changed`, `row_deleted`, `link_added`, `link_removed`, `links_changed`, `other`
 * `unrecognised`, or `missed` (a gap in what a connected base told).
 */
kind: string, 
/**
 * The row.
 */
row: Row, 
/**
 * Who did it: a name, or a short id; empty when unknown.
 */
actor: string, 
/**
 * The id behind `actor`.
 */
actor_id: string, 
/**
 * When it happened. RFC 3339, UTC.
 */
at: string, 
/**
 * How many rows it stands for.
 */
rows_affected: number, 
/**
 * The cells.
 */
cells: Array<Cell>, 
/**
 * How many further cells were left out because there were too many.
 */
cells_left_out: number, 
/**
 * The first line of its popup.
 */
title: string, 
/**
 * The other lines of its popup.
 */
text: string, 
/**
 * What happened, the line of these that says it; may be empty.
 */
what: string, 
/**
 * The address a click opens; none while the base's address is not known.
 */
link: string | null, 
/**
 * Whether the person has yet to see it.
 */
unread: boolean, 
/**
 * Whether a rule highlights it.
 */
highlight: boolean, 
/**
 * What became of it: `pending`, `shown`, `clicked`, `held`, `muted` or `failed`.
 */
outcome: string, 
/**
 * Why: a rule's name, or a code.
 */
outcome_reason: string | null, 
/**
 * When its popup was on the screen first, if it was. RFC 3339, UTC.
 */
announced_at: string | null, 
/**
 * The base's uuid, as SeaTable's webhooks spell it: 32 hexadecimal digits.
 */
dtable_uuid: string | null, 
/**
 * SeaTable's table id.
 */
table_id: string, 
/**
 * SeaTable's row id.
 */
row_id: string, 
/**
 * SeaTable's own word for what happened.
 */
op_type: string, };

export type Row = { 
/**
 * SeaTable's row id.
 */
id: string, 
/**
 * The text of its first column.
 */
name: string, };

export type Cell = { 
/**
 * The column's name.
 */
column: string, 
/**
 * The column's type, in SeaTable's words.
 */
type: string, 
/**
 * The stored value before.
 */
old: JsonValue, 
/**
 * The stored value after.
 */
new: JsonValue, 
/**
 * The value before, as text; empty when there was none.
 */
old_text: string, 
/**
 * The value after, as text; empty when there is none.
 */
new_text: string, 
/**
 * What happened to it, in a line as popups say it: `Prio: + → ++`.
 */
text: string, 
/**
 * The select options of the value before, with their colours.
 */
old_chips?: Array<Chip>, 
/**
 * The select options of the value after.
 */
new_chips?: Array<Chip>, };

export type Chip = { 
/**
 * Its name.
 */
name: string, 
/**
 * The background, `#rrggbb`; empty when it is not known.
 */
color: string, 
/**
 * The colour of the text, `#rrggbb`; empty when it is not known.
 */
text_color: string, };

export type Raw = { 
/**
 * The headers, in their order.
 */
headers: Array<Header>, 
/**
 * The body, where it is UTF-8.
 */
body: string | null, 
/**
 * The body in base64, where it is not UTF-8.
 */
body_base64?: string | null, };

export type Header = { 
/**
 * In lower case.
 */
name: string, 
/**
 * As it came.
 */
value: string, };

export type Page = { 
/**
 * The changes.
 */
entries: Array<Entry>, 
/**
 * What to ask as `before` for the next page; none at the end.
 */
next: number | null, };

export type HistoryQuery = { 
/**
 * Words, each the beginning of a word in the row's name, values, people or table. What is written without a break in
 * Chinese, Japanese or Thai is found in its order, and signs where they stand for themselves.
 */
search: string | null, 
/**
 * A base's uuid or name.
 */
base: string | null, 
/**
 * A table's name or id.
 */
table: string | null, 
/**
 * A kind.
 */
kind: string | null, 
/**
 * A person's id or name, or an API token's name.
 */
person: string | null, 
/**
 * A row's id.
 */
row: string | null, 
/**
 * A way in: `local`, `realtime` or `catch_up`.
 */
source: string | null, 
/**
 * Unread ones only.
 */
unread: boolean, 
/**
 * Not before this time. Unix milliseconds.
 */
since_ms: number | null, 
/**
 * Not after this time. Unix milliseconds.
 */
until_ms: number | null, 
/**
 * Older than this number (the last one of the page before).
 */
before: number | null, 
/**
 * How many at most; 1 to 1,000, else 50.
 */
limit: number | null, };

export type DeleteRequest = { 
/**
 * The changes to delete from the history; at least one.
 */
ids: Array<number>, };

export type MarkRequest = { 
/**
 * The changes to mark; ignored with `all`, else at least one.
 */
ids: Array<number>, 
/**
 * Mark all that fit the query as read.
 */
all: boolean, 
/**
 * Which all are; everything unless given. Neither `before` nor `limit` say anything here.
 */
query: HistoryQuery, 
/**
 * Mark as unread instead; not with `all`.
 */
unread: boolean, };

export type OpenRequest = { 
/**
 * The change whose row is to be opened; none: the newest.
 */
id: number | null, 
/**
 * The activation token of the click that asked for it.
 */
token: string | null, };

export type Activity = { 
/**
 * Changes by hour or day, oldest first, without those that had none.
 */
times: Array<ActivityTime>, 
/**
 * The tables with most changes, most first.
 */
tables: Array<ActivityTable>, 
/**
 * The people with most changes, most first.
 */
people: Array<ActivityPerson>, };

export type ActivityTime = { 
/**
 * When it begins. Unix milliseconds.
 */
at_ms: number, 
/**
 * When the next one begins. Unix milliseconds.
 */
until_ms: number, 
/**
 * How many changes.
 */
changes: number, };

export type ActivityTable = { 
/**
 * The base's uuid.
 */
base: string | null, 
/**
 * The table's name.
 */
table: string, 
/**
 * How many changes.
 */
changes: number, };

export type ActivityPerson = { 
/**
 * Their id, or the API token's name.
 */
id: string, 
/**
 * Their name, or a short id.
 */
name: string, 
/**
 * How many changes.
 */
changes: number, };

export type Event = { "event": "recorded", 
/**
 * The change.
 */
entry: Entry, } | { "event": "updated", 
/**
 * Their numbers; empty: any may be concerned.
 */
ids: Array<number>, } | { "event": "status", 
/**
 * The state.
 */
status: Status, } | { "event": "show", 
/**
 * What.
 */
show: Show, } | { "event": "missed" };

export type Show = { 
/**
 * Names it in [`Shown`].
 */
number: number, 
/**
 * A change; none: the history as it is.
 */
id: number | null, 
/**
 * The history, filtered; none: as it is.
 */
query: HistoryQuery | null, 
/**
 * What sets a relay up, with this address or invitation's link filled in; nothing is set up before the person says so.
 */
relay: string | null, 
/**
 * The activation token of the click that asked for it, which lets the window come to the front.
 */
token: string | null, };

export type Status = { 
/**
 * The agent's version.
 */
version: string, 
/**
 * Its process id.
 */
pid: number, 
/**
 * Since when it runs. RFC 3339, UTC.
 */
since: string, 
/**
 * How many changes there are.
 */
total: number, 
/**
 * How many are unread.
 */
unread: number, 
/**
 * When the last change happened. RFC 3339, UTC.
 */
last_change_at: string | null, 
/**
 * The address the local endpoint listens at, `host:port`.
 */
listening: string | null, 
/**
 * Whether popups are paused.
 */
paused: boolean, 
/**
 * Whether that is because it is in the quiet hours, and not because the person paused them.
 */
quiet_hours: boolean, 
/**
 * Until when. RFC 3339, UTC; none while paused: until resumed.
 */
paused_until: string | null, 
/**
 * Who the person may be, while they have not said so.
 */
likely_me: LikelyMe | null, 
/**
 * The notification server, such as `dunst 1.9.0`.
 */
popups: string, 
/**
 * What a click on its popups does, and what else is to be known of it: sentences in the person's language.
 */
popup_hints: Array<string>, 
/**
 * Whether a panel shows the tray icon.
 */
tray: string, 
/**
 * The endpoints.
 */
endpoints: Array<EndpointView>, 
/**
 * The bases seen or set.
 */
bases: Array<BaseView>, 
/**
 * Names that webhooks were addressed to and refused for.
 */
refused_hosts: Array<string>, 
/**
 * What is wrong.
 */
troubles: Array<Problem>, 
/**
 * The settings file.
 */
settings_file: string, 
/**
 * The folder with history and logs.
 */
data_dir: string, };

export type BaseView = { 
/**
 * Its uuid.
 */
uuid: string, 
/**
 * Its name, where it is known.
 */
name: string | null, 
/**
 * Its address in the browser, where it is known.
 */
address: string | null, 
/**
 * The endpoints it was seen at.
 */
endpoints: Array<string>, 
/**
 * Tables seen.
 */
tables: Array<TableView>, 
/**
 * How many changes there are of it.
 */
changes: number, 
/**
 * How many of them are unread.
 */
unread: number, 
/**
 * When the last one happened. RFC 3339, UTC.
 */
last_change_at: string | null, 
/**
 * Whether popups and tray say only that something changed in it, and not what.
 */
hide_contents: boolean, 
/**
 * How it is connected; none: it is not to be.
 */
connection: BaseConnection | null, };

export type TableView = { 
/**
 * SeaTable's table id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How many changes there are of it.
 */
changes: number, 
/**
 * How many of them are unread.
 */
unread: number, };

export type BaseConnection = { 
/**
 * `connecting`, `live` or `waiting`.
 */
state: string, 
/**
 * Since when it is live. RFC 3339, UTC.
 */
since: string | null, 
/**
 * By what its changes come: `websocket`, `requests`, or `log`, which is read now and then; empty while it is not live.
 */
channel: string, 
/**
 * Why it is not.
 */
why: ErrorBody | null, 
/**
 * When it is tried again. RFC 3339, UTC.
 */
again_at: string | null, 
/**
 * Whether changes were missed that are no longer available.
 */
gap: boolean, };

export type EndpointView = { 
/**
 * Its name.
 */
name: string, 
/**
 * How it fares.
 */
state: ConnectionState, 
/**
 * Whether deliveries must be signed.
 */
signed: boolean, 
/**
 * How many secrets are in force (two during a rotation); none: they can't be read now.
 */
secrets: number | null, 
/**
 * The uuid of the base whose webhook comes here, if it is known.
 */
base: string | null, 
/**
 * When the last delivery came. RFC 3339, UTC.
 */
last_delivery_at: string | null, 
/**
 * How many deliveries had a wrong signature since the start, or since such were marked as read.
 */
forged: number, 
/**
 * The mailbox at a relay that it is; none: it is an address of this computer.
 */
relay: RelayView | null, 
/**
 * Whether the address before is still good.
 */
old_address: boolean, };

export type RelayView = { 
/**
 * The relay's address.
 */
address: string, 
/**
 * Its host, for people.
 */
host: string, 
/**
 * `connecting`, `live` or `waiting`.
 */
state: string, 
/**
 * Since when it is live. RFC 3339, UTC.
 */
since: string | null, 
/**
 * When the relay was last heard from. RFC 3339, UTC.
 */
heard_at: string | null, 
/**
 * How many webhooks waited there when this computer came back last.
 */
waited: number, 
/**
 * Why it is not live.
 */
why: ErrorBody | null, 
/**
 * When it is tried again. RFC 3339, UTC.
 */
again_at: string | null, 
/**
 * Whether the relay no longer had some that came while this computer was away.
 */
gap: boolean, };

export type ConnectionState = "live" | "down";

export type UrlView = { 
/**
 * The endpoint's name.
 */
name: string, 
/**
 * The address.
 */
url: string, 
/**
 * Who can reach it: `this_computer`, `local_network` or `internet`.
 */
reach: string, 
/**
 * `tunnel` if it is a VPN's, `bridge` if it leads only to containers or virtual machines on this computer; else empty.
 */
link: string, };

export type Problem = ProblemCode & { message: string };

export type ProblemCode = { "code": "account", "values": { 
/**
 * Its server.
 */
server: string, 
/**
 * Why not.
 */
why: ErrorBody, } } | { "code": "address", "values": { 
/**
 * The address.
 */
address: string, } } | { "code": "behind", "values": { 
/**
 * Its name.
 */
base: string, 
/**
 * Why not.
 */
why: ErrorBody, } } | { "code": "database" } | { "code": "disk_full" } | { "code": "do_not_disturb" } | { "code": "forged", "values": { 
/**
 * The endpoint.
 */
endpoint: string, 
/**
 * How many.
 */
count: number, } } | { "code": "history_moved" } | { "code": "history_set_aside" } | { "code": "host_refused", "values": { 
/**
 * The name.
 */
host: string, } } | { "code": "index_behind" } | { "code": "keyring_failed" } | { "code": "keyring_locked" } | { "code": "keyring_missing" } | { "code": "keyring_none" } | { "code": "keyring_refused" } | { "code": "keyring_slow" } | { "code": "letters_gone" } | { "code": "missed" } | { "code": "no_notification_server" } | { "code": "no_websocket" } | { "code": "not_connected", "values": { 
/**
 * Their names.
 */
base: string, 
/**
 * How many they are.
 */
count: number, 
/**
 * Why not.
 */
why: ErrorBody, } } | { "code": "notification_server_slow" } | { "code": "port_forbidden", "values": { 
/**
 * The address with the port.
 */
address: string, 
/**
 * A port that is free.
 */
free: number, } } | { "code": "port_taken", "values": { 
/**
 * The port.
 */
port: number, 
/**
 * The program's name; `none` where it is not known.
 */
program: string, 
/**
 * A port that is free.
 */
free: number, } } | { "code": "relay_away", "values": { 
/**
 * Its host.
 */
relay: string, 
/**
 * Why.
 */
why: ErrorBody, } } | { "code": "rule" } | { "code": "secret_missing", "values": { 
/**
 * The endpoint.
 */
endpoint: string, } } | { "code": "settings" } | { "code": "webhook_off", "values": { 
/**
 * The base's name.
 */
base: string, 
/**
 * When that was noticed, in the person's words.
 */
noticed: string, 
/**
 * The probable reason.
 */
why: DisabledReason, 
/**
 * Why it is not switched on again; none: it was.
 */
obstacle: Obstacle | null, 
/**
 * When it was switched on again, or will be, in the person's words.
 */
at: string, } } | { "code": "webhook_silent", "values": { 
/**
 * The base's name.
 */
base: string, 
/**
 * Its uuid.
 */
uuid: string, 
/**
 * Its address in the browser.
 */
address: string, } } | { "code": "window_failed" };

export type ErrorBody = ErrorCode & { message: string };

export type ErrorCode = { "code": "address_bound" } | { "code": "address_renewed" } | { "code": "ask_container" } | { "code": "bad_address" } | { "code": "bad_endpoint_name" } | { "code": "bad_host" } | { "code": "bad_relay" } | { "code": "bad_rule", "values": { 
/**
 * Which.
 */
mistake: string, 
/**
 * The condition or group that it is in, `2.1` the first of the second; empty: it is elsewhere.
 */
at: string, 
/**
 * What is wrong, where no words of the client's can say it.
 */
detail: string, } } | { "code": "bad_rule_name", "values": { 
/**
 * The name.
 */
name: string, } } | { "code": "bad_value" } | { "code": "base_bound" } | { "code": "endpoint_bound" } | { "code": "endpoint_exists", "values": { 
/**
 * The name.
 */
name: string, } } | { "code": "me_not_known" } | { "code": "no_account" } | { "code": "no_address" } | { "code": "no_gap" } | { "code": "no_such" } | { "code": "no_such_entry" } | { "code": "no_such_webhook", "values": { 
/**
 * The base's name.
 */
base: string, } } | { "code": "not_connected" } | { "code": "not_for_containers" } | { "code": "not_listening" } | { "code": "plain_http", "values": { 
/**
 * The server's address.
 */
server: string, } } | { "code": "rule_exists", "values": { 
/**
 * The name.
 */
name: string, } } | { "code": "several_bases" } | { "code": "too_late" } | { "code": "unreachable", "values": { 
/**
 * The server.
 */
server: string, 
/**
 * The host.
 */
host: string, } } | { "code": "bad_request" } | { "code": "invitation_invalid" } | { "code": "invitation_needed" } | { "code": "mailbox_closed" } | { "code": "no_key" } | { "code": "not_a_relay" } | { "code": "relay_full" } | { "code": "relay_refused" } | { "code": "relay_unavailable" } | { "code": "relay_version" } | { "code": "autostart" } | { "code": "broken" } | { "code": "database" } | { "code": "database_closed" } | { "code": "database_newer" } | { "code": "disk_full" } | { "code": "index_damaged" } | { "code": "keyring_failed" } | { "code": "keyring_locked" } | { "code": "keyring_missing" } | { "code": "keyring_none" } | { "code": "keyring_refused" } | { "code": "keyring_slow" } | { "code": "not_opened" } | { "code": "not_running" } | { "code": "not_saved", "values": { 
/**
 * The file.
 */
path: string, } } | { "code": "not_sent" } | { "code": "not_started" } | { "code": "settings", "values": { 
/**
 * What is wrong with the file.
 */
detail: string, } } | { "code": "certificate", "values": { 
/**
 * What is wrong with it.
 */
cause: CertificateFlaw, } } | { "code": "lost" } | { "code": "no_network", "values": { 
/**
 * What is in the way.
 */
cause: NetworkCause, } } | { "code": "no_token" } | { "code": "no_websocket" } | { "code": "not_found" } | { "code": "old_server" } | { "code": "other_base" } | { "code": "redirected", "values": { 
/**
 * Scheme and host of that address.
 */
detail: string, } } | { "code": "refused", "values": { 
/**
 * The server's own words. Foreign text.
 */
detail: string, } } | { "code": "server" } | { "code": "timed_out" } | { "code": "token_expired" } | { "code": "too_many" } | { "code": "unreadable" } | { "code": "wrong_token" };

export type NetworkCause = "name" | "refused" | "proxy" | "tls" | "other";

export type CertificateFlaw = "expired" | "early" | "name" | "issuer" | "other";

export type Person = { 
/**
 * Their id, or the API token's name.
 */
id: string, 
/**
 * Their name, or a short id.
 */
name: string, 
/**
 * How many changes they made.
 */
changes: number, 
/**
 * Whether this is the person themself.
 */
me: boolean, };

export type LikelyMe = { 
/**
 * The id.
 */
id: string, 
/**
 * The name; empty where the server tells none.
 */
name: string, 
/**
 * The server whose account it is.
 */
server: string, };

export type Rule = { 
/**
 * Its name, shown where it held something back. Empty in a request: made from the conditions.
 */
name: string, 
/**
 * The base's uuid. A request may have the base's name instead.
 */
base: string | null, 
/**
 * The table's name or id.
 */
table: string | null, 
/**
 * The ids of rows; empty: any.
 */
row?: Array<string>, 
/**
 * The kinds of change, or `missed` for a gap; empty: any.
 */
kind: Array<EntryKind>, 
/**
 * The people's ids, API tokens' names, or `me`; empty: anyone.
 */
person: Array<string>, 
/**
 * One of these did it; empty: anyone.
 */
by?: Array<By>, 
/**
 * When the change happened, by the clock on the person's wall; none: at any time.
 */
during?: During, 
/**
 * It is about changes before this moment only; none: it is in force until it is removed.
 */
until?: string, 
/**
 * Columns, by key or name, of which at least one was changed or, in a new row, filled; empty: any or none.
 */
columns?: Array<string>, 
/**
 * What the row is like.
 */
where?: Conditions, 
/**
 * At which changes of a row that is like that; none: as is usual for the action, see [`Rule::when`].
 */
when?: When, 
/**
 * What a condition counts as if it is not known whether it holds.
 */
unknown?: IfUnknown, 
/**
 * What follows.
 */
action: RuleAction, 
/**
 * How loud the announcement is.
 */
level?: Level, 
/**
 * Whether the announcement makes a sound, where the settings allow any; none: as is usual for its level.
 */
sound?: boolean, 
/**
 * Whether it is announced in quiet hours, too.
 */
in_quiet_hours?: boolean, 
/**
 * The same row is announced by this rule at most once in so many minutes; none: each time.
 */
once_in_minutes?: number, 
/**
 * What it announces is gathered, and told together at these times; none: each by itself and at once.
 */
digest?: Digest, 
/**
 * Whether the change is highlighted in the history.
 */
highlight?: boolean, 
/**
 * Whether the rules below are not asked where this one fits.
 */
stop?: boolean, };

export type RuleAction = "announce" | "mute" | "snooze" | "highlight";

export type Level = "quiet" | "normal" | "acknowledge";

export type When = "became" | "every_change";

export type IfUnknown = "no" | "yes";

export type By = "not_me" | "api_token" | "automation";

export type During = { 
/**
 * The days; none: every day. A span beyond midnight is of the day on which it begins.
 */
days?: Array<Weekday>, 
/**
 * Its first minute.
 */
from: string, 
/**
 * The minute after it. Before `from`, it is one of the next day.
 */
to: string, };

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export type Conditions = { 
/**
 * `And`: all of them hold; `Or`: at least one.
 */
filter_conjunction: string, 
/**
 * The conditions and groups.
 */
filters: Array<Item>, };

export type Item = Conditions | ColumnCondition;

export type ColumnCondition = { 
/**
 * The column's key. Empty: it is found by its name.
 */
column_key?: string, 
/**
 * The column's name as it was seen. By it the column is found where the key is none of the table's.
 */
column_name?: string, 
/**
 * What is asked: SeaTable's predicates, [`CHANGED`] or [`PATTERN`].
 */
filter_predicate: string, 
/**
 * What is compared with, as SeaTable has it. Options may be named by id or name.
 */
filter_term?: JsonValue, 
/**
 * Which days are meant, of columns with dates.
 */
filter_term_modifier?: string, 
/**
 * The names of the term's options as they were seen, by id. By it an option is found where its id is none of the column's.
 */
names?: { [key in string]: string }, 
/**
 * Whether it is asked of the value before the change.
 */
was?: boolean, };

export type Why = { 
/**
 * The change.
 */
change: ChangeName, 
/**
 * What became of it, as [`Entry::outcome`](crate::Entry::outcome).
 */
outcome: string, 
/**
 * Why: a rule's name, or a code.
 */
outcome_reason: string | null, 
/**
 * Which rules were tried, and which condition said what; none: no rule was tried, or this was not kept.
 */
decision: Decision | null, };

export type ChangeName = { 
/**
 * Its number.
 */
id: number, 
/**
 * When it happened. RFC 3339, UTC.
 */
at: string, 
/**
 * The first line of its popup.
 */
title: string, };

export type Decision = { 
/**
 * The rules that were tried, in their order; those that fit first if there are too many to keep.
 */
rules: Array<RuleSaid>, 
/**
 * How many rules are about other bases or tables.
 */
elsewhere: number, 
/**
 * How many more were tried and are not kept.
 */
left_out: number, };

export type RuleSaid = { 
/**
 * Its name.
 */
rule: string, 
/**
 * What it asks for.
 */
action: RuleAction, 
/**
 * What its conditions said, all together.
 */
answer: Said, 
/**
 * Why that is not known.
 */
unknown?: Unknown | null, 
/**
 * Whether what it asks for followed.
 */
fits: boolean, 
/**
 * Whether it was the last one.
 */
stop?: boolean, 
/**
 * What each condition said that was asked.
 */
conditions?: Array<ConditionSaid>, };

export type ConditionSaid = { 
/**
 * Which condition.
 */
condition: Condition, 
/**
 * What it said.
 */
answer: Said, 
/**
 * Why it is not known.
 */
unknown?: Unknown | null, 
/**
 * Of a column's condition: the column, or all watched columns.
 */
column?: string, 
/**
 * Of a column's condition: what is asked, by SeaTable's name.
 */
asked?: string, 
/**
 * What it is compared with, in words.
 */
term?: string, 
/**
 * Whether it is asked of the value before.
 */
was?: boolean, 
/**
 * The value that was found instead, in words.
 */
found?: string | null, 
/**
 * When the row's earlier change happened from which the value is known, if this change does not tell it.
 */
seen_at?: string | null, 
/**
 * Whether it is known because the row was read from SeaTable; `seen_at` is when that was.
 */
read?: boolean, };

export type Condition = "kind" | "person" | "by" | "until" | "during" | "columns" | "cell" | "came_to_fit" | "all_rows";

export type Said = "yes" | "no" | "unknown";

export type Unknown = "not_in_change" | "old_not_told" | "computed" | "left_out" | "other_rows" | "person_not_told" | "me_not_known" | "broken";

export type TryRules = { 
/**
 * Rules in the form of the settings file.
 */
text: string, 
/**
 * What to call the text where it has a mistake.
 */
file: string, 
/**
 * How many of the newest changes to ask about, up to 100,000; 1,000 unless given.
 */
changes: number | null, };

export type TriedRules = { 
/**
 * How many changes were asked about.
 */
changes: number, 
/**
 * When the oldest of them happened. RFC 3339, UTC.
 */
since: string | null, 
/**
 * How many would have been announced.
 */
announced: number, 
/**
 * The rules in their order.
 */
rules: Array<TriedRule>, };

export type TriedRule = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it asks for.
 */
action: RuleAction, 
/**
 * Why it can't be asked, in English; empty: it can.
 */
faults: Array<string>, 
/**
 * How many changes it fits.
 */
fits: number, 
/**
 * Of how many it is not known whether it fits.
 */
unknown: number, 
/**
 * The newest that it fits, at most 20.
 */
newest: Array<ChangeName>, 
/**
 * The newest that it does not fit for one condition only, at most 20.
 */
near_misses: Array<NearMiss>, };

export type NearMiss = { 
/**
 * The change.
 */
change: ChangeName, 
/**
 * The condition, and what it said.
 */
condition: ConditionSaid, };

export type BenchRequest = { 
/**
 * The rule, as `GET /v1/rules` lists it.
 */
rule: Rule, 
/**
 * The name of the rule in whose place it is; none: it is below all others.
 */
replaces: string | null, 
/**
 * How many of the newest changes to ask about, up to 100,000; 1,000 unless given.
 */
changes: number | null, 
/**
 * Its examples, which are checked.
 */
examples: Array<Example>, };

export type Bench = { 
/**
 * Why it can't be asked; empty: it can.
 */
faults: Array<FaultView>, 
/**
 * Why it can do nothing, whatever happens; none: it can.
 */
idle: Idle | null, 
/**
 * Its examples.
 */
examples: Array<ExampleView>, 
/**
 * How many changes were asked about.
 */
changes: number, 
/**
 * When the oldest of them happened. RFC 3339, UTC.
 */
since: string | null, 
/**
 * How many it fits.
 */
fits: number, 
/**
 * For how many of these what it asks for follows. Of the others something else decides.
 */
follows: number, 
/**
 * Of how many it is not known whether it fits.
 */
unknown: number, 
/**
 * The days on which there were any, the oldest first.
 */
days: Array<BenchDay>, 
/**
 * The newest that it fits, at most 20.
 */
newest: Array<Fitting>, 
/**
 * The newest that it does not fit for one condition only, at most 20.
 */
near_misses: Array<NearMiss>, };

export type FaultView = { 
/**
 * `table_missing`, `column_missing`, `not_asked`, `option_missing` or `bad_term`.
 */
fault: string, 
/**
 * The table or column.
 */
what: string, 
/**
 * The option, or what is asked; empty: neither is to blame.
 */
detail: string, 
/**
 * All of it in English.
 */
message: string, };

export type BenchDay = { 
/**
 * The day, by the calendar of where the person is: `2026-11-30`.
 */
day: string, 
/**
 * How many changes were asked about.
 */
changes: number, 
/**
 * How many of them the rule fits, and what it asks for follows.
 */
follows: number, };

export type Fitting = { 
/**
 * The change.
 */
change: ChangeName, 
/**
 * What decides otherwise than the rule asks for: another rule, or a code as [`Entry::outcome_reason`](crate::Entry::outcome_reason).
 * None: what it asks for follows.
 */
overruled: string | null, };

export type Example = { 
/**
 * The change's number.
 */
id: number, 
/**
 * Whether the rule must ring.
 */
rings: boolean, };

export type ExampleView = { 
/**
 * The change. It is kept with the rule, also when it is gone from the history.
 */
change: ChangeName, 
/**
 * Whether the rule must ring.
 */
rings: boolean, 
/**
 * Whether it does not do so.
 */
breached: boolean, 
/**
 * Whether the change is gone from the history.
 */
gone: boolean, };

export type RuleCheck = { 
/**
 * Its name.
 */
rule: string, 
/**
 * Why it can't be asked; empty: it can.
 */
faults: Array<FaultView>, 
/**
 * Why it can do nothing, whatever happens; none: it can.
 */
idle: Idle | null, 
/**
 * Its examples, the oldest change first.
 */
examples: Array<ExampleView>, };

export type Idle = { "why": "shadowed", 
/**
 * The rule above.
 */
by: string, } | { "why": "kinds" } | { "why": "deleted" } | { "why": "who" } | { "why": "opposites", 
/**
 * The column.
 */
column: string, } | { "why": "computed", 
/**
 * The column.
 */
column: string, };

export type Difference = { "what": "view", 
/**
 * The view's id.
 */
view: string, } | { "what": "throttled" } | { "what": "off" };

export type NotOffered = { "why": "scheduled" } | { "why": "deadline" } | { "why": "nothing_watched" } | { "why": "filters", 
/**
 * What is wrong with them, in English.
 */
reason: string, } | { "why": "unknown", 
/**
 * SeaTable's name of it.
 */
condition: string, };

export type QuietHours = { 
/**
 * The hours.
 */
hours: Array<During>, 
/**
 * Days on which no quiet hours begin.
 */
except: Array<string>, 
/**
 * Days that are quiet from midnight to midnight.
 */
all_day: Array<string>, };

export type Digest = "hourly" | { "daily": { 
/**
 * When. A time that a change of the clock leaves out is told an hour later, one that it repeats only once.
 */
at: string, 
/**
 * On these days only; none: every day.
 */
days?: Array<Weekday>, } };

export type ColumnsView = { 
/**
 * The columns, in the table's order where it is known.
 */
columns: Array<ColumnView>, 
/**
 * Whether these are all, with all their options; else they are those that were seen in changes.
 */
whole: boolean, };

export type ColumnView = { 
/**
 * Its key, which stays when it is renamed.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * SeaTable's name for its type.
 */
type: string, 
/**
 * How SeaTable writes its values (`percent`, `h:mm`, …); empty when it is not known.
 */
format: string, 
/**
 * Its options, in their order.
 */
options: Array<OptionView>, 
/**
 * What can be asked of it, in the order in which it is offered.
 */
asks: Array<AskView>, 
/**
 * Whether its values are computed. No change tells these.
 */
computed: boolean, };

export type OptionView = { 
/**
 * Its id, which stays when it is renamed.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The background, `#rrggbb`; empty when it is not known.
 */
color: string, 
/**
 * The colour of the text, `#rrggbb`; empty when it is not known.
 */
text_color: string, };

export type AskView = { 
/**
 * SeaTable's predicate, `changed` or `pattern`.
 */
predicate: string, 
/**
 * What the term must be: `nothing`, `text`, `number`, `flag`, `option`, `options`, `department`, `departments`,
 * `people`, or `by_modifier`.
 */
wants: string, 
/**
 * Which days go with it, of columns with dates.
 */
modifiers: Array<ModifierView>, };

export type ModifierView = { 
/**
 * SeaTable's name for it.
 */
modifier: string, 
/**
 * What the term must be: `nothing`, a `day`, or a number of `days`.
 */
wants: string, };

export type EntryKind = ChangeKind | "missed";

export type ChangeKind = "row_added" | "row_changed" | "row_deleted" | "link_added" | "link_removed" | "links_changed" | "other" | "unrecognised";

export type Done = { 
/**
 * How many things were changed.
 */
count: number, 
/**
 * What was done, in words.
 */
message: string, };

export type Connect = { 
/**
 * The server, or the base's address on it; none: SeaTable Cloud.
 */
address: string | null, 
/**
 * The base's API token.
 */
token: string, 
/**
 * The person agrees that it is sent without encryption.
 */
plain: boolean, };

export type Connected = { 
/**
 * Its uuid.
 */
uuid: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its address in the browser.
 */
address: string, 
/**
 * The name of the API token.
 */
token_name: string, };

export type AddBase = { 
/**
 * The base's address, as copied from the browser.
 */
address: string, 
/**
 * The endpoint whose base it is.
 */
endpoint: string | null, 
/**
 * The base's uuid.
 */
uuid: string | null, };

export type HideContents = { 
/**
 * Whether popups and tray say only that something changed in the base, and not what.
 */
hide: boolean, };

export type AddEndpoint = { 
/**
 * Its name.
 */
name: string, };

export type AddRelay = { 
/**
 * The relay's address, or an invitation's link (`rowbell://relay?…`).
 */
address: string, 
/**
 * What lets one in, where the operator asks for that and the address is no link.
 */
invitation: string | null, 
/**
 * The endpoint's name; none: the relay's host.
 */
name: string | null, };

export type AddedRelay = { 
/**
 * Its name.
 */
endpoint: string, 
/**
 * The address for SeaTable's webhooks.
 */
url: string, };

export type RenewAddress = { 
/**
 * End the address before, rather than making a new one beside it.
 */
end_old: boolean, };

export type SetSecret = { 
/**
 * The endpoint.
 */
endpoint: string, 
/**
 * The secret; none removes it.
 */
secret: string | null, 
/**
 * Whether the secret before stays valid until it is dropped.
 */
keep_old: boolean, 
/**
 * Drop the secret before, keeping the newest.
 */
drop_old: boolean, };

export type GenerateSecret = { 
/**
 * The endpoint.
 */
endpoint: string, 
/**
 * Whether the secret before stays valid until it is dropped.
 */
keep_old: boolean, };

export type GeneratedSecret = { 
/**
 * The secret, to be entered in SeaTable.
 */
secret: string, };

export type SetListen = { 
/**
 * Another port.
 */
port: number | null, 
/**
 * Another address.
 */
address: string | null, 
/**
 * A further host name to accept.
 */
allow_host: string | null, };

export type SetMe = { 
/**
 * The person's id, or the beginning of it, or their name.
 */
person: string, 
/**
 * The name to show for them.
 */
name: string | null, 
/**
 * Say instead that this is not the person themself.
 */
not: boolean, };

export type PauseRequest = { 
/**
 * Seconds to pause; none: until resumed.
 */
seconds: number | null, 
/**
 * Until this time instead. Unix milliseconds.
 */
until_ms: number | null, };

export type TestRequest = { 
/**
 * The endpoint; none: the first.
 */
endpoint: string | null, };

export type TestResult = { 
/**
 * The address that the sample change was posted to.
 */
url: string, 
/**
 * Whether it was signed.
 */
signed: boolean, 
/**
 * The HTTP status of the answer.
 */
status: number, 
/**
 * Milliseconds until the answer.
 */
answered_ms: number, 
/**
 * Milliseconds until the change was in the history.
 */
recorded_ms: number | null, 
/**
 * The change.
 */
entry: Entry | null, };

export type AddAccount = { 
/**
 * The server, or an address on it; none: SeaTable Cloud.
 */
server: string | null, 
/**
 * The account token.
 */
token: string, 
/**
 * The person agrees that it is sent without encryption.
 */
plain: boolean, };

export type AccountView = { 
/**
 * Its server.
 */
server: string, 
/**
 * Whether webhooks that the server has switched off are switched on again without asking.
 */
mend_webhooks: boolean, 
/**
 * Why it can't be used.
 */
problem: ErrorBody | null, };

export type AccountBaseView = { 
/**
 * The account's server.
 */
server: string, 
/**
 * The workspace's name.
 */
workspace: string, 
/**
 * The base's uuid.
 */
uuid: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its address in the browser.
 */
address: string | null, 
/**
 * Whether it is another's, shared with the person.
 */
shared: boolean, };

export type BaseWebhooksView = { 
/**
 * The base's server.
 */
server: string, 
/**
 * The base's uuid.
 */
uuid: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its webhooks.
 */
webhooks: Array<WebhookView>, 
/**
 * Why they can't be seen.
 */
problem: ErrorBody | null, };

export type SeatableRuleView = { 
/**
 * Its name; may be empty.
 */
name: string, 
/**
 * Whether it is an automation, not a notification rule.
 */
automation: boolean, 
/**
 * The rule that can stand for it, ready for `POST /v1/rules`; none: there is none.
 */
rule: Rule | null, 
/**
 * What that rule does otherwise than SeaTable's.
 */
differences: Array<Difference>, 
/**
 * Why there is none.
 */
not_offered: NotOffered | null, 
/**
 * The name of the person's rule that asks the same already.
 */
added: string | null, };

export type SeatableRulesView = { 
/**
 * The base's server.
 */
server: string, 
/**
 * The base's uuid.
 */
uuid: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its notification rules, then its automations.
 */
rules: Array<SeatableRuleView>, 
/**
 * Why they can't be seen.
 */
problem: ErrorBody | null, };

export type WebhookView = { 
/**
 * SeaTable's number.
 */
id: number, 
/**
 * Where it posts to.
 */
url: string, 
/**
 * `valid` or `off`.
 */
state: string, 
/**
 * The endpoint that it comes to; none: it does not come here.
 */
endpoint: string | null, 
/**
 * When it was noticed to be off, now or before it was switched on again. RFC 3339, UTC.
 */
noticed_at: string | null, 
/**
 * The probable reason.
 */
why: DisabledReason | null, 
/**
 * When it was switched on again. RFC 3339, UTC.
 */
mended_at: string | null, 
/**
 * Why Rowbell does not switch it on again.
 */
obstacle: Obstacle | null, };

export type DisabledReason = "wrong_signature" | "not_stored" | "host_refused" | "not_listening" | "other_port" | "away" | "unreachable";

export type Obstacle = "not_wanted" | "reason" | "wait" | "in_vain" | "refused";

export type CreateWebhook = { 
/**
 * The base: its uuid, name or address.
 */
base: string, 
/**
 * The endpoint that it is to come to; made if there is none of that name. None: a fitting one.
 */
endpoint: string | null, 
/**
 * What it is to post to, such as a forwarder; none: the endpoint's address.
 */
url: string | null, 
/**
 * Whether SeaTable runs in a container on this computer; none: not known.
 */
container: boolean | null, };

export type CreatedWebhook = { 
/**
 * The base's uuid.
 */
uuid: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Where the webhook posts to.
 */
url: string, 
/**
 * The endpoint that it comes to.
 */
endpoint: string, 
/**
 * Whether SeaTable had it already.
 */
was_there: boolean, };

export type NamedBase = { 
/**
 * The base: its uuid or name; for `enable` its address will do.
 */
base: string, };

export type SettingsView = { 
/**
 * `auto`, or a language's code.
 */
language: string, 
/**
 * The code of the language in force.
 */
language_now: string, 
/**
 * The codes of the languages there are.
 */
languages: Array<string>, 
/**
 * Where secrets are to be kept: `keyring` or `file`.
 */
secrets: string, 
/**
 * Where they are: the file, too, if the agent was started with `ROWBELL_SECRETS=file`.
 */
secrets_now: string, 
/**
 * The ids of the person themself.
 */
me: Array<string>, 
/**
 * The port of the local endpoint.
 */
port: number, 
/**
 * The address it listens at.
 */
address: string, 
/**
 * Further host names that a request may be addressed to.
 */
allowed_hosts: Array<string>, 
/**
 * Popups.
 */
popups: PopupsView, 
/**
 * When nothing is announced.
 */
quiet_hours: QuietHours, 
/**
 * Which panel the tray icon is drawn for: `auto`, `light` or `dark`.
 */
panel: string, 
/**
 * The history.
 */
history: HistoryView, 
/**
 * The window.
 */
window: WindowView, 
/**
 * Whether Rowbell starts when the person logs in.
 */
autostart: boolean, 
/**
 * The settings file.
 */
file: string, 
/**
 * The folder with history and logs.
 */
data_dir: string, 
/**
 * What in the file can't be used, if something; the settings before are in force.
 */
problem: string | null, };

export type PopupsView = { 
/**
 * Whether popups are shown.
 */
enabled: boolean, 
/**
 * Whether a popup makes a sound.
 */
sound: boolean, 
/**
 * Whether the person's own changes raise popups where no rule asks for them.
 */
own_changes: boolean, 
/**
 * More than this within `fold_seconds` become a summary.
 */
fold_above: number, 
/**
 * The span, in seconds.
 */
fold_seconds: number, 
/**
 * Whether a row that is filled in cell by cell updates its popup.
 */
update_in_place: boolean, };

export type HistoryView = { 
/**
 * For how many days changes are kept.
 */
days: number, 
/**
 * For how many days the requests behind them are kept.
 */
raw_days: number, 
/**
 * How many megabytes they may take on disk.
 */
max_megabytes: number, };

export type WindowView = { 
/**
 * `system`, `light` or `dark`.
 */
theme: string, 
/**
 * The size of text, in percent.
 */
text_size: number, 
/**
 * Whether lists are compact.
 */
compact: boolean, };

export type SetSetting = { 
/**
 * Which: `language`, `secrets`, `popups.enabled`, `popups.sound`, `popups.own_changes`,
 * `popups.fold_above`, `popups.fold_seconds`, `popups.update_in_place`, `tray.panel`, `history.days`, `history.raw_days`, `history.max_megabytes`, `window.theme`,
 * `window.text_size`, `window.compact` or `autostart`.
 */
key: string, 
/**
 * What it is to be: a text, a number or a truth value.
 */
value: JsonValue, };

export type Diagnostics = { 
/**
 * The report.
 */
text: string, };
