# What the command line says, and the messages of the API's errors. What happened, what it means, what to do. They name commands,
# for whoever reads them has a terminal.

and-more = and { $count } more

changes = { $count ->
    [one] 1 change
   *[other] { $count } changes
}
changes-unread = { $count ->
    [one] 1 change
   *[other] { $count } changes
}, { $unread } unread
not-running = Rowbell is not running. Start it with `rowbell`.
broken-answer = the agent's answer could not be read: { $reason }
has-ended = Rowbell has ended.
input-unreadable = Standard input could not be read
bad-span = "{ $given }" is not a length of time. Write it like 30m, 1h or 2d.
bad-time = "{ $given }" is not a time. Write it like 2h, 2026-11-24 or 2026-11-24T09:00.

## The agent in its terminal
greeting =
    Rowbell is running. `rowbell connect` connects a SeaTable base with its API token. It receives webhooks at
    {"  "}{ $address }
    `rowbell url` says who can reach that, `rowbell test` sends a sample. Ctrl-C ends it.
greeting-deaf = Rowbell is running, but receives nothing at its local address.
no-tray = No panel here shows tray icons. Popups, history and the `rowbell` commands work without.
no-tray-on-gnome = On GNOME, the extension "AppIndicator and KStatusNotifierItem Support" shows them.
start-runs =
    Rowbell { $how ->
        [systemd] was started by systemd
       *[already] is already running
    } and { $listens ->
        [yes] listens at { $address }
       *[no] receives nothing now
    }. { $unread } unread.
    `rowbell status` tells more, `rowbell history` lists changes.
start-waits = Rowbell is just starting or ending (process { $process }). Waiting for it; Ctrl-C gives up.
start-no-answer = Rowbell is already running, but does not answer
start-failed = Rowbell can't start with the files in { $folder }
service-waits = Another Rowbell is already running. The service starts when that one has ended.
service-no-answer = systemd has started Rowbell, but it does not answer. `journalctl --user -u rowbell` may say why
socket-failed = The socket { $path } can't be made
file-unwritable = { $path } can't be written
lock-failed = The lock of the agent can't be taken
crashed = Rowbell crashed; what was received is stored. Start it again. { $logs } tells what happened.

autostart-on = Rowbell starts when you log in ({ $how }).
autostart-off = Rowbell does not start when you log in. `rowbell autostart on` changes that.
autostart-hand-over = It is running without systemd now; from its next start on, systemd holds the address. `rowbell quit` and then `rowbell` do that now; between the two, webhooks are refused.
autostart-without-units = While it restarts, its address refuses webhooks: systemd can't hold it, because { $reason }.
no-units-apart = that needs a fixed port and the usual data folder
no-units-no-manager = no systemd user manager is running here
no-units-no-screen = this desktop has not told systemd which screen it is on
no-units-other-bus = this desktop has another message bus than systemd's user services
no-units-quotation-mark = it starts no program with a quotation mark in its path
own-path-unknown = The program's own path is not known

## What was asked for does not fit what there is
bad-base-address = This is not the address of a base: { $reason }
bad-server-address = "{ $address }" is not the address of a server: { $reason }.
bad-webhook-address = "{ $address }" is not an http or https address.
bad-relay-address = "{ $address }" can't be used: { $reason }. Nothing was changed.
bad-endpoint-name = An endpoint needs a name of 1 to 64 characters without "/". Nothing was changed.
bad-rule = This rule can't be used: { $reason }. Nothing was changed.
bad-rule-name = A rule can't be named "{ $name }", because that is the reason given for changes that no rule held back. Give it another name. Nothing was changed.
bad-host = "{ $host }" is not the name of a host; write it like "box.lan", without port and path. Nothing was changed.
bad-uuid = "{ $text }" is not a base's uuid, so nothing was changed. A uuid has 32 hexadecimal digits, with or without dashes, such as fae0a3a4-2ba9-4df8-8e83-03fd385e37de. `rowbell base list` prints those seen.
bad-value = A setting is a text, a whole number, or true or false. Nothing was changed.
bad-autostart = Rowbell starts when you log in, or it does not: true or false.
bad-request = The agent can't use this request, so nothing was done: { $reason }. docs/api.md says what it accepts.
no-such-call = The agent does not know this request; is it of another version?
endpoint-exists = There is already an endpoint named "{ $name }". Nothing was changed. `rowbell url` prints its address.
rule-exists = There is already a rule named "{ $name }". Give this one another name.
no-such-endpoint = There is no endpoint named "{ $name }". There are:{ $known }
no-such-endpoint-to-test = There is no endpoint named "{ $name }".
no-endpoint = There is no endpoint. `rowbell endpoint add NAME` makes one.
no-such-rule = There is no rule named "{ $name }".
no-base-address-set = No address is set for the base { $uuid }.
no-such-account = There is no account at { $server }. { $count ->
    [0] There is none at all.
   *[other] There are:{ $known }
}
no-such-entry = There is no change { $id } in the history.
no-such-entry-to-mark = There is no change { $id } in the history, so none was marked.
no-entry-yet = No change has arrived yet, so there is nothing to open. `rowbell test` sends a sample.
none-named-to-mark = No change was named, so none was marked. Name some, or all of them.
none-named-to-delete = No change was named, so none was deleted.
not-all-unread = All changes can only be marked as read, not as unread. Nothing was marked; name those to mark.
no-such-setting = There is no setting "{ $key }" that can be set like this. Nothing was changed.
no-such-account-base = Your accounts see no base "{ $wanted }". They see:{ $seen }
no-such-webhook = The base "{ $base }" has no webhook that comes to one of Rowbell's endpoints, so there is nothing to switch on. `rowbell webhook create` makes one.
no-such-base = There is no base "{ $wanted }"{ $count ->
    [0] : no base has been seen or set yet.
   *[other] . There are:{ $known }
}
no-such-kind = There is no kind "{ $wanted }". There are:{ $known }
no-such-source = There is no source "{ $wanted }". There are:{ $known }
no-such-table = There is no table "{ $wanted }". { $seen }
no-such-person = "{ $wanted }" means nobody, or more than one person. { $seen }
tables-seen = { $count ->
    [0] No table has been seen yet.
   *[other] Seen were:{ $tables }
}
people-seen = { $count ->
    [0] Nobody has been seen yet.
   *[other] Seen were:{ $people }
}
me-not-known = Rowbell does not know who you are, so this rule would match nothing. Tell it first with `rowbell me PERSON`. { $seen }
several-bases = Several bases are named "{ $wanted }". Say which one by its uuid:{ $meant }
several-bases-at-endpoint = Several bases post to the endpoint "{ $endpoint }", so it is not clear which one this is. Add --uuid with one of:{ $bases }
several-bases-without-address = Several bases without an address have been seen, so it is not clear which one this is. Add --uuid with one of:{ $bases }
no-base-without-address = No base without an address has been seen yet, so it is not clear which one this is. Let a change arrive first, or say which endpoint its webhook posts to with --endpoint NAME.
base-bound = The base { $uuid } already has the address { $address }. If it moved, remove that first: `rowbell base remove { $uuid }`.
address-bound = This is already the address of another base, { $other }. If that is wrong, remove it first: `rowbell base remove { $other }`.
endpoint-bound = The endpoint "{ $endpoint }" belongs to the base { $other }, and each webhook has a secret of its own. Leave --endpoint out, and the base "{ $base }" gets one.
address-renewed = The previous address is still valid. Enter the newest one in SeaTable and revoke the old one first. Nothing was changed.
no-base-address = The server does not say where the base is, so rows could not be opened.
no-account = There is no account token, so SeaTable can't be asked. `rowbell account add SERVER` reads one from standard input.
plain-http = { $server } would be contacted without encryption, so anyone on the way could read the token and everything in the base. Nothing was sent. If the server is available by https, enter that address. If this is what you want, say so with --plain.
not-connected = The base is not connected now, so nothing can be loaded. `rowbell status` says why.
no-gap = The history of this base has no gap: nothing is missing.
not-listening = Rowbell does not listen now, so it has no address for a webhook. `rowbell status` says why.
unreachable = { $server } can't reach { $host }, so SeaTable would switch the webhook off at the first change. Nothing was made. Use a relay (`rowbell relay add`), an address that the server can reach (`rowbell url` lists those of this computer, --url takes a forwarder's), or `rowbell connect`, which needs no webhook.
ask-container = SeaTable runs on this computer. In a container, such as Docker's, it could not reach this address, and would switch the webhook off at the first change. Nothing was made. Say which it is: --container or --no-container.
not-for-containers = Rowbell listens where only programs on this computer itself reach it, and no container does. Nothing was made. Let it listen at all addresses with `rowbell endpoint address 0.0.0.0`, then try again.
bad-invitation = This is not an invitation to a relay: it has 22 letters, digits, - and _. Copy it again. Nothing was changed.
too-late = That was too long ago to be undone. Nothing was changed.
no-window = There is no window here to ask you in, so nothing was done. `rowbell relay add` with the link sets the relay up.
no-random-numbers = The system gives no random numbers: { $reason }.

## Why something failed
base-token-refused = SeaTable does not accept this API token, so nothing was changed. It may be mistyped, deleted, or another server's. Copy it again in the base's menu (…), Advanced, API Token.
base-token-failed = Nothing was changed: { $reason }
account-failed = The account at { $server } could not be used, so nothing was done: { $reason }
account-no-token = its token is no longer kept. Enter it again with `rowbell account add`.
relay-failed = Nothing was changed: the relay { $relay } can't be used; { $reason }.
relay-refuses = the relay refuses: { $reason }
relay-version = it speaks another version; update Rowbell, or ask its operator to update the relay
relay-malformed = it does not understand Rowbell; update Rowbell or the relay
relay-signature = it does not accept the mailbox's key
relay-invitation-needed = a new mailbox needs an invitation; ask its operator for one
relay-invitation-invalid = the invitation is unknown, used up or expired; ask its operator for another one
relay-closed = its operator has closed the mailbox; ask them, or set the relay up again
relay-full = it has as many mailboxes as its operator allows; ask them
relay-address-taken = the mailbox's address is taken; set the relay up again
relay-unavailable = it can't reach its own store for now
relay-unknown-reason = for a reason that this version does not know; update Rowbell
relay-no-key = no key is kept for the mailbox; set the relay up again
mailbox-no-key = No key is kept for its mailbox at the relay { $relay }, so the relay can't be told to delete it. Its operator can close it.
mailbox-left = The relay { $relay } can't be told to delete its mailbox ({ $reason }). Its operator can close it.
mailbox-later = The relay { $relay } can't be told now to delete its mailbox ({ $reason }). Rowbell does it as soon as the relay answers, and tries for { $days } days. Nothing comes from there any more.
nothing-to-send-to = Rowbell does not listen now, so nothing can be sent to it. `rowbell status` says why.
sample-not-connected = No connection to the endpoint could be made
sample-connection-closed = The endpoint closed the connection
sample-not-answered = The endpoint did not answer
not-connected-no-token = no API token is kept for it; connect it again with `rowbell connect`
not-connected-other-base = the API token is for another base; connect it again with `rowbell connect`
autostart-failed = { $reason }. Nothing was changed.

## The keyring
keyring-locked = The keyring is locked. { $meaning } If it asks for its password now, enter it; or unlock it in your keyring program (in KeePassXC, open the database). Then try again.
keyring-slow = The keyring did not answer in time. { $meaning } See whether it shows a window. Then try again.
keyring-refused = The keyring does not give Rowbell access. { $meaning } Allow Rowbell's entries in your keyring program: `rowbell secret unlock` makes it ask. Then try again.
keyring-none = The keyring program has no keyring yet. { $meaning } Make one in your keyring program: in Passwords and Keys (Seahorse) a password keyring that you set as default, in KWalletManager a wallet, in KeePassXC a database with the Secret Service switched on. Then try again. Or set secrets = "file" in rowbell.toml (`rowbell status` says where it is) to keep secrets in a file only you can read.
keyring-missing = No keyring is running. { $meaning } Start a keyring (gnome-keyring, KWallet), or set secrets = "file" in rowbell.toml (`rowbell status` says where it is) to keep secrets in a file only you can read.
keyring-failed = The keyring failed: { $reason }. { $meaning } Try again, or set secrets = "file" in rowbell.toml.
secret-not-changed = The secret was not changed.
secret-perhaps-changed = Whether the secret was changed is not known: it may still be. As soon as the keyring answers, the one that it has is in force.
token-not-kept = The token can't be kept, so nothing was changed.
secrets-not-read = Signatures can't be checked yet.
sample-not-signed = The sample could not be signed, so it was not sent.
mailbox-key-not-read = Without the mailbox's key the relay can't be told to delete it, so nothing was changed.
base-token-left = The base is removed; its API token is left.
account-token-left = The account is removed; its token is left.
mailbox-key-left = The mailbox is deleted; its key is left.
secret-left =
    The endpoint's secret could not be deleted now ({ $reason }). It stays where it is kept, and nothing uses it any more. To get rid of it, delete "Rowbell: endpoint/{ $endpoint }" in your keyring program.

## What was done
paused = No popups until { $until }. Changes keep coming in; one popup sums them up then.
resumed = Popups are shown again.
quitting = Rowbell ends. Until it runs again webhooks are refused, and SeaTable switches off a webhook that is refused once.
opened-details = There is no row to open, so what is known of it is shown instead.
me = Noted: { $person } is you. `rowbell rule mute --person me` keeps your own changes quiet.
not-me = Noted: { $person } is not you.
account-added = The account at { $server } sees { $count ->
    [one] 1 base
   *[other] { $count } bases
}. `rowbell webhook create BASE` makes a webhook; Rowbell looks after those that come here.
account-removed = The account and its token are forgotten. Webhooks stay as they are in SeaTable.
webhook-not-silent = No webhook of this base has fallen silent, so there is nothing to forget.
webhook-forgotten = Rowbell no longer expects this webhook, until it comes again.
webhook-was-on = SeaTable says that it is already on. If nothing comes, see where it posts to: `rowbell webhook list`.
webhook-enabled = SeaTable sends again. What changed while the webhook was off is not sent later.
base-known = The base { $uuid } already had this address.
base-added = Clicks on changes of the base { $uuid } open its rows now.
base-waiting = Noted. The first change that arrives at the endpoint "{ $endpoint }" tells which base this is.
base-removed = The base's address and API token are forgotten. Its changes stay in the history.
loading-gap = The missing changes are being loaded. What is no longer available in SeaTable stays a gap.
contents-hidden = Popups and tray say only that something changed in "{ $base }", and not what. `rowbell history` tells it all.
contents-shown = Popups and tray say what changed in "{ $base }".
endpoint-added = There is now an endpoint "{ $name }". `rowbell url` prints its address.
endpoint-removed = The endpoint is removed. Delete its webhook in SeaTable too (base menu, Advanced, Webhooks), or SeaTable will keep posting to an address that nobody answers.
address-is-new = The endpoint "{ $name }" has a new address: `rowbell url` prints it. The previous one stays valid: enter the new one in SeaTable, then revoke the old one with `rowbell endpoint renew { $name } --end`.
old-address-ended = Only the newest address is valid now.
secret-set = The secret is set. Deliveries to this endpoint must be signed with it.
secret-set-beside = The secret is set. The previous one stays valid until `rowbell secret drop-old`.
secret-removed = The secret is removed. Deliveries to this endpoint are accepted unsigned.
old-secret-ended = Only the newest secret is valid now.
secrets-read = The secrets are read. Signatures are checked.
host-allowed = Webhooks addressed to { $host } are accepted now.
addresses-changed = The addresses have changed: `rowbell url` prints them. Change the webhook's address in SeaTable too.
rule-added = The rule "{ $name }" is in force.
rule-replaced = The rule "{ $name }" is in force in place of the one before.
rule-removed = The rule "{ $name }" is removed.
table-not-seen = No change of a table "{ $wanted }" has come yet: is it spelled like that? { $seen }

## Status and addresses
status-listens = Rowbell { $version } listens at { $address }.
status-deaf = Rowbell { $version } is running but receives nothing at its local address.
status-last-change = The last one happened at { $at }.
status-no-change = None has arrived yet. `rowbell connect` connects a base, `rowbell url` prints the address for webhooks, `rowbell test` sends a sample.
status-paused = Popups are paused until `rowbell resume`.
status-likely-me = Your account at { $server } is { $name }'s. If that is you, `rowbell me { $id }` keeps your own changes quiet; `rowbell me { $id } --not` if not.
status-quiet = It is quiet hours: no popups, unless a rule wants them all the same. `rowbell resume` ends them for now.
status-quiet-until = It is quiet hours until { $until }: no popups, unless a rule wants them all the same. `rowbell resume` ends them for now.
status-paused-until = Popups are paused until { $until }.
status-desktop = Popups: { $popups }. Tray: { $tray }.
status-files =
    Settings: { $settings }
    Data: { $data }
urls-none = Rowbell does not listen now, so there is no address to enter in SeaTable.
urls-enter = Enter an address in SeaTable: base menu, Advanced, Webhooks.
url-at-relay = At a relay: SeaTable can reach it from anywhere, and what comes while this computer sleeps waits there.
url-this-computer =
    Only programs on this computer can reach this address. SeaTable Cloud can't, and a SeaTable server on
    another computer can't: it would switch the webhook off at the first change. Use it for a server or a
    forwarder that runs on this computer.
url-local-network =
    Computers in the same network can reach this address, such as a SeaTable server of your own. SeaTable
    Cloud can't reach it and would switch the webhook off at the first change.
url-internet =
    This is a public address. SeaTable Cloud can reach it if no firewall is in the way. While this computer
    sleeps or is offline, SeaTable switches the webhook off at the first change.
url-tunnel = It belongs to a VPN: only computers in that network reach it, and only while it is up.
url-bridge = It belongs to a bridge: only containers or virtual machines on this computer reach it.
sample-posted = Posted a sample change, { $signed ->
    [yes] signed
   *[no] unsigned
}, to { $url }
sample-answered = Answered { $status } after { $ms } ms.
sample-recorded = In the history after { $ms } ms: { $title } ({ $id })
sample-lost = The sample change did not reach the history. `rowbell status` may say why.

popups-starting = starting
popups-startable = started with the first popup
popups-inhibited = { $server }, do not disturb
popups-slow = { $server }, which does not answer
popups-none = no notification service
tray-shown = shown
tray-absent = no panel shows tray icons

## Bases
bases-none = No base has been seen yet. `rowbell connect` connects one.
base-unnamed = (name not known)
base-without-address = no address yet: rowbell base add ADDRESS --uuid { $uuid }
base-hidden = popups and tray say nothing of what is in it
base-last-change = last change { $at }
base-no-change = no change yet
connected = connected since { $since }{ $channel ->
    [requests] , by plain requests because no WebSocket gets through on the way there
    [log] , changes are looked for every 5 minutes because no WebSocket gets through on the way there
   *[websocket] {""}
}{ $gap ->
    [yes] , with a gap before
   *[no] {""}
}
not-connected-now = not connected, next try at { $again }
not-connected-because = not connected, next try at { $again }: { $reason }
load-nothing = They are no longer available in SeaTable, so the gap stays.
load-some = { $loaded } of { $count } missing operations are in the history now. The others are no longer available in SeaTable.
load-all = What was missing is in the history now.
load-ended = Rowbell has ended. What was loaded is kept.

## Connecting a base
connect-server-question = Server, or the base's address (Enter for cloud.seatable.io):{" "}
connect-make-token = Make an API token for the base: in its menu (…), Advanced, API Token. Reading is enough.
connect-token-question = Paste the token (it is not shown):{" "}
connect-no-token = No token was entered, so nothing was changed.
connect-no-token-piped = There was no API token on standard input. Nothing was changed. Try: rowbell connect < FILE
connect-plain-question = Send it all the same? [y/N]{" "}
connect-nothing-sent = Nothing was sent, and nothing was changed.
connect-base = "{ $base }" is this token's base: { $address }
connect-https = The server redirects from http:// to https://, so Rowbell asks it there from now on.
connect-other-base = The address you gave is another base's. The token decides, so that one is not connected.
connect-failing = It can't be followed yet: { $reason } Rowbell keeps trying; `rowbell status` says how it is going.
connect-slow = The server takes long to answer. Rowbell keeps connecting; `rowbell status` says how it is going.
connect-try-it = Connected. Now change something in the base; it should show up here and as a popup. (Ctrl-C ends this.)
connect-works = It works. Shown { $ms } ms after it arrived.
connect-nothing-changed = Nothing changed within { $seconds } s. The base stays connected; changes will show up.

## Endpoints and relays
endpoint-unsigned = unsigned
endpoint-unreadable = signed, secret can't be read
endpoint-two-secrets = signed, two secrets valid
endpoint-signed = signed
endpoint-last = last delivery: { $at }
endpoint-never = last delivery: never
endpoint-at-relay = at { $address }: { $how }
endpoint-old-address = the previous address is still valid: rowbell endpoint renew { $name } --end
endpoint-base = base { $uuid }
relay-connected = connected since { $since }
relay-waited = , { $count } waited then
relay-heard = , last heard from at { $at }
relay-gap = , with a gap before
mailboxes-none = There is no mailbox at a relay. `rowbell relay add ADDRESS` opens one.
mailbox-opened =
    The mailbox "{ $name }" is open. Its address for SeaTable's webhooks:
    {"  "}{ $url }
    Enter it in SeaTable: base menu, Advanced, Webhooks. What is posted there reaches this computer, and
    waits while it can't. Anyone who knows the address can post; `rowbell secret set { $name }` asks for
    signatures.

## Secrets
secret-paste = Paste the secret, then press Enter and Ctrl-D.
secret-none = There was no secret on standard input. Nothing was changed. Try: rowbell secret set { $endpoint } < FILE

## Accounts and webhooks
account-paste =
    Paste your account token, then press Enter and Ctrl-D. SeaTable gives one for name and password:
    {"  "}curl -d username=NAME --data-urlencode password@FILE https://SERVER/api2/auth-token/
account-token-none = There was no account token on standard input. Nothing was changed. Try: rowbell account add SERVER < FILE
accounts-none = There is no account. `rowbell account add SERVER` reads a token from standard input.
account-reenables = webhooks that are off are switched on again automatically
account-only-tells = webhooks that are off are only reported
account-bases-none = Your accounts see no base.
workspace-shared = { $workspace }, shared
webhooks-none = Your accounts see none of the bases that Rowbell knows. `rowbell webhook create BASE` makes a webhook.
base-without-webhook = no webhook; `rowbell webhook create { $uuid }` makes one
webhook-endpoint = endpoint { $name }
webhook-elsewhere = does not come here
webhook-is-off = { $state } since { $at } or before ({ $reason })
webhook-was-off = { $state }; was off, on again since { $at } ({ $reason })
disabled-wrong-signature = wrong signatures were refused
disabled-not-stored = changes could not be stored here
disabled-host-refused = messages to a name that is not allowed were refused
disabled-not-listening = Rowbell does not listen
disabled-other-port = its address names a port that Rowbell does not listen at
disabled-away = probably the computer slept or Rowbell was not running
disabled-unreachable = probably this computer could not be reached
container-question = Does SeaTable run in a container, such as Docker's, on this computer? [y/n]{" "}
nothing-made = Nothing was made.
webhook-created = "{ $base }" has a webhook now: { $url }
webhook-was-there = "{ $base }" had this webhook already; it is on and checked now: { $url }
webhook-signed = It comes to the endpoint "{ $endpoint }", which demands its signature.

## People and rules
people-none = Nobody has been seen yet.
person-you = {"  "}(you)
rules-none = There are no rules: everything is announced.
rule-base = base { $base }
rule-table = table { $table }
rule-by = by { $people }
rule-or = {" or "}
rule-and = {" and "}
rule-everything = everything
rule-quietly = quietly
rule-acknowledge = until it is acknowledged
rule-sound = with a sound
rule-no-sound = without a sound
rule-in-quiet-hours = in quiet hours too
rule-once = { $minutes ->
    [one] at most once per row in a minute
   *[other] at most once per row in { $minutes } minutes
}
rule-hourly = gathered every hour
rule-daily = gathered { $days }at { $at }
rule-highlight = highlighted in the history
rule-rows = row { $rows }
rule-until = until { $until }
rule-stops = {"; the rules below are not asked"}
by-not-me = anyone but you
by-api-token = an API token
by-automation = an automation
day-mon = Mon
day-tue = Tue
day-wed = Wed
day-thu = Thu
day-fri = Fri
day-sat = Sat
day-sun = Sun
check-fault = can't be asked: { $fault }
check-must-ring = must ring for this change, and does not:
check-must-not-ring = must not ring for this change, and does:
check-fine = { $count ->
    [0] There are no rules: everything is announced.
    [one] Nothing is wrong with the rule.
   *[other] Nothing is wrong with the { $count } rules.
}
check-breached = { $count ->
    [one] 1 example is
   *[other] { $count } examples are
} not as it must be.
examples-kept = { $count ->
    [0] The rule "{ $name }" has no examples now.
    [one] The rule "{ $name }" has 1 example now.
   *[other] The rule "{ $name }" has { $count } examples now.
}
examples-too-many = A rule can have { $most } examples at most. Nothing was changed.
idle-shadowed = can do nothing: the rule "{ $rule }" above it fits all that it fits, and decides
idle-kinds = can do nothing: no rule is asked about changes of these kinds
idle-deleted = can do nothing: no cell of a deleted row is changed
idle-who = can do nothing: it wants you and somebody else at once
idle-opposites = can do nothing: it wants opposites of { $column } at once
idle-computed = can do nothing: SeaTable computes { $column } and tells no such values, and the base is not connected

## Rules at SeaTable

seatable-rules-none = No base that Rowbell knows has rules at SeaTable that your accounts see. `rowbell account bases` lists what they see; `rowbell rule from-seatable BASE` asks for any of them.
seatable-rules-nothing-added = Nothing was added: what can be a rule is there already.
seatable-rules-none-here = no notification rules and no automations
seatable-rules-how = As at SeaTable, a rule with conditions rings at every change of a row while they hold. Add `--add` to add those that are not there yet, and `--became` to let them ring once the conditions come to hold.
seatable-rule-added-as = there already, as "{ $name }"
seatable-rule-kind = { $automation ->
    [yes] automation
   *[no] notification rule
}
seatable-rule-unnamed = without a name
seatable-differs-view = SeaTable's is about the rows in the view "{ $view }", this one about those of the whole table
seatable-differs-throttled = SeaTable's notifies at most once in five minutes and drops what comes meanwhile, this one rings each time
seatable-differs-off = SeaTable has switched its own off
seatable-not-scheduled = can't be a rule here: it waits for a time, not for a change
seatable-not-deadline = can't be a rule here: it waits for a date to come near, not for a change
seatable-not-watched = can't be a rule here: it watches certain columns, but none is chosen
seatable-not-filters = can't be a rule here: its filters can't be used ({ $reason })
seatable-not-known = can't be a rule here: it waits for "{ $condition }", which Rowbell does not know

## What rules said
file-unreadable = { $file } can't be read
why-outcome = What became of it: { $outcome }
why-not-kept = No decision was kept: no rule was tried, or the change came before Rowbell kept decisions.
why-left-out = { $count } more rules were tried and did not fit.
why-elsewhere = { $count ->
    [one] 1 rule is
   *[other] { $count } rules are
} about other bases or tables.
why-rule-fits = Rule "{ $rule }" fits: { $action }
why-rule-counts = Rule "{ $rule }" counts as fitting, because it says that unknown is yes: { $action }
why-rule-unknown = Rule "{ $rule }" does not count, because it is not known whether it fits
why-rule-no = Rule "{ $rule }" does not fit
why-stop = the rules below are not asked
why-kind = kind of change
why-person = person
why-by = who did it
why-during = day and time
why-until = still in force
why-columns = changed: { $columns }
why-came-to-fit = did not fit before
why-all-rows = all rows of the change
why-was = (before)
why-yes = yes
why-no = no
why-no-found = no, it is { $found }
why-seen = { $answer }; known from the change of { $at }
why-read = { $answer }; read from SeaTable on { $at }
why-unknown = unknown
unknown-not-in-change = unknown, it was not in this change
unknown-old-not-told = unknown, the value before was not told
unknown-computed = unknown, SeaTable tells no computed values with changes
unknown-left-out = unknown, the change has too many cells
unknown-other-rows = unknown, only one of its rows was told
unknown-person-not-told = unknown, nobody told who did it
unknown-me-not-known = unknown, Rowbell does not know who you are (`rowbell me PERSON`)
unknown-broken = unknown, the rule can't be asked here (`rowbell status`)
try-no-changes = There are no changes in the history yet.
try-changes = { $count ->
    [one] 1 change
   *[other] { $count } changes
} since { $since }; { $announced } would have been announced.
try-rule = Rule "{ $rule }" ({ $action }) fits { $fits }, and of { $unknown } it is not known.
try-fault = It can't be asked: { $fault }
try-near-misses = Only just missed:

## The history
marked-read = { $count ->
    [one] 1 change
   *[other] { $count } changes
} marked as read.
marked-unread = { $count ->
    [one] 1 change
   *[other] { $count } changes
} marked as unread.
workbook-needs-file = A workbook can't be read on a terminal. Name a file: rowbell export --format xlsx > changes.xlsx
watch-missed = Changes came faster than they could be printed, so some are missing here. `rowbell history{ $since }` lists them.
by-live-feed = the base's live feed
by-log = the base's log, read later
by-relay = webhook, by a relay (endpoint { $endpoint })
by-relay-later = webhook that a relay kept (endpoint { $endpoint })
by-webhook = webhook (endpoint { $endpoint })
reconstructed = reconstructed: signed with your secret, but the message was rewritten on the way
detail-kind = what
detail-base = base
detail-table = table
detail-row = row
detail-row-id = row id
detail-person = who
detail-time = when
detail-received = received
detail-source = came by
detail-missing = missing
detail-outcome = outcome
detail-unread = , unread
detail-raw = raw request
detail-link = link
cells-left-out = { $count ->
    [one] One further cell was not kept because there were too many.
   *[other] { $count } further cells were not kept because there were too many.
}
raw-base64 = (not text, in base64)
