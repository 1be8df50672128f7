## Times
time-now = now
time-moment = a moment ago
time-minutes = { $count } min
time-after = { $span } later
time-changed = Changed
time-received = Received
time-announced = Announced
day-today = Today
day-yesterday = Yesterday
period-since = since { $day }
period-until = until { $day }
period-week = 7 days
period-month = 30 days
period-from = From
period-to = To

## Sidebar
sidebar = Sidebar
all = All changes
unread-view = Unread
unread = unread
highlighted = highlighted
count-unread = { $count ->
    [one] unread
   *[other] unread
}
insight = Insight
bases = Bases
base-unnamed = Base { $id }
tables-of = Tables of { $base }
counts = { $changes ->
    [one] { $changes } change
   *[other] { $changes } changes
}, { $unread } unread
connect-base = Connect a base
settings = Settings
connections = Connections
connection-live = live
connection-connecting = connecting
connection-waiting = waiting
connection-lost = not running
connection-last = { $ago }
connection-again = again at { $time }
relay = Relay
local-address = Local address
endpoint-down = not listening
endpoint-waiting = nothing yet
paused = Popups paused
paused-until = Popups paused until { $time }
paused-quiet = Quiet hours
paused-quiet-until = Quiet hours until { $time }
resume = Resume
problems = { $count ->
    [one] One thing needs attention
   *[other] { $count } things need attention
}
problems-title = What needs attention
problems-none = Nothing needs attention any more.
problem-go = Show in the settings

## The list
history = History
changes = Changes
new-changes = { $count ->
    [one] { $count } new
   *[other] { $count } new
}
fold-count = { $count ->
    [one] { $count } edit
   *[other] { $count } edits
}
list-failed = The history could not be read
again = Try again
empty-unread = Nothing unread
empty-unread-text = New changes appear here until you have looked at them.
empty-filter = No change matches
empty-filter-text = Words are found by their beginning, in names, values, people and tables. Fewer words or filters find more.
empty-history = No changes yet
empty-history-text = Every change in your connected bases appears here the moment it happens.
search = Search
search-clear = Clear the search
filter = Filter
filters = Filters in force
filter-clear = Show all changes
filter-remove = Remove the filter { $filter }
filter-base = Base
filter-table = Table
filter-row = One row
filter-kind = What happened
filter-person = Person
filter-period = Period
filter-source = Source
any-base = Any base
any-table = Any table
any-kind = Anything
any-person = Anyone
any-source = Any source
unread-only = Unread only
more-actions = More
mark-all = Mark all as read
mark-these = Mark all of these as read
marked-all = { $count ->
    [one] { $count } change marked as read
   *[other] { $count } changes marked as read
}
marked-none = Nothing was unread
export-xlsx = Export as a spreadsheet
export-csv = Export as CSV
export-json = Export as JSON
exported = Exported to { $file }
undo = Undo
dismiss = Dismiss

## What happened
kind-row-added = Row added
kind-row-changed = Row changed
kind-row-deleted = Row deleted
kind-link-added = Link added
kind-link-removed = Link removed
kind-links-changed = Links changed
kind-other = Other change
kind-unrecognised = Could not be read
kind-missed = Missing changes
kind-forged = Wrong signature

## Ways in
source-local = Webhook to the local address
source-relay = Webhook by a relay
source-relay-kept = Webhook that a relay kept
source-realtime = Live connection
source-catch-up = Caught up from the base’s log
source-other = Another way in

## Types of columns
column-text = Text
column-long-text = Formatted text
column-number = Number
column-auto-number = Auto number
column-collaborator = Collaborator
column-date = Date
column-duration = Duration
column-single-select = Single select
column-multiple-select = Multiple select
column-image = Image
column-file = File
column-checkbox = Checkbox
column-rate = Rating
column-email = Email
column-url = URL
column-geolocation = Geolocation
column-digital-sign = Digital signature
column-link = Link to other records
column-formula = Formula
column-link-formula = Link formula
column-creator = Creator
column-last-modifier = Last modifier
column-ctime = Creation time
column-mtime = Last modified time
column-other = Column

## The detail
detail = Change
detail-actions = Actions
back = Back
open-row = Open row
copy-link = Copy link
link-copied = Link copied
copy = Copy
copy-failed = The clipboard could not be used. Select the text and copy it yourself.
no-address = Give the base’s address
open-no-address = It is not known where this base is, so its row can’t be opened. Give the base’s address once, as the browser shows it.
open-sample = A sample has no row to open.
open-nothing = It is not known which row this belongs to, so there is nothing to open.
mark-read = Mark as read
mark-unread = Mark as unread
delete = Delete
deleted = { $count ->
    [one] Change deleted from the history
   *[other] { $count } changes deleted from the history
}
entry-gone = This change is no longer in the history.
table-unknown = Unknown table
rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
cells = Cells
before = before:
after = after:
empty = empty
checked = checked
unchecked = not checked
cells-more = { $count ->
    [one] Show one more cell
   *[other] Show { $count } more cells
}
cells-left-out = { $count ->
    [one] One further cell was not kept because there were too many.
   *[other] { $count } further cells were not kept because there were too many.
}
diff-added = added:
diff-removed = removed:
diff-whole = Show the whole text
diff-less = Show less
why-title = Why you saw this
why-not-title = Why no popup was shown
why-pending = It is about to be announced.
why-shown = A popup told you, because no rule says otherwise.
why-clicked = You opened it from its popup.
why-held = It is held back for now and told later.
why-failed = Its popup could not be shown ({ $reason }).
why-paused = Popups were paused. It is told in a summary when they resume.
why-no-server = Your desktop took no popups at that moment. It is told in a summary when it does.
why-do-not-disturb = “Do not disturb” was on. It is told in a summary once it is off.
why-quiet-hours = It was quiet hours. It is told in a summary when they end.
why-snoozed = It is snoozed, and told in a summary once that ends.
why-digest = Its rule gathers changes. It is told together with others at the next of the rule’s times.
why-catching-up = Rowbell was catching up on what it had missed, and tells that in one summary.
why-settling = Rowbell waits until the new row is filled in: a rule asks for its cells.
why-looking-up = A rule asks for cells that this change does not tell, and Rowbell is reading the row from SeaTable.
why-forged = Its signature is wrong, so it may not come from SeaTable. Such messages are kept and never announced.
why-unrecognised = Rowbell could not read it. Such messages are kept and not announced.
why-missed = It stands for changes that SeaTable no longer has. There is nothing to announce.
why-read-before = You had read it before a popup could be shown.
why-popups-off = Popups are switched off in the settings.
why-own-change = You made it yourself. Settings › Notifications says whether your own changes raise popups.
why-too-soon = Its row was announced a short while ago, and the rule does not want it again so soon.
why-muted = It is not announced.
why-rule = Your rule “{ $rule }” keeps it quiet.
why-highlighted = A rule highlights it.
why-other = It is not known what became of it.
origin-title = Where it came from
authenticity-connected = Read from SeaTable over your own connection.
authenticity-verified = Signed with your secret, and checked.
authenticity-unsigned = Not signed: whoever knows the address could have sent it.
authenticity-unchecked = Signed, but the secret could not be read at the time.
authenticity-reconstructed = Signed with your secret. Something on the way rewrote the message; the signature fits SeaTable’s own form of it.
authenticity-forged = The signature is wrong. Whoever sent this does not know your secret.
authenticity-other = Whether it was checked is not known.
story-title = This row’s story
story-more = Show all of it
raw-title = Raw request
raw-form = How it is shown
raw-pretty = Pretty
raw-exact = Exact
raw-copied = Request copied
raw-headers = Headers
raw-body = Body
raw-base64 = The body is not text; this is Base64.
raw-gone = There is no request to show: this change came over a connection, or its request is no longer kept.

## The agent
agent-lost = Rowbell is not running.
agent-lost-text = What you see may be out of date, and webhooks are not received until it runs again.
agent-lost-short = Rowbell did not answer, so nothing was done. Try again once it runs.
agent-start = Start Rowbell

## What could not be done
error-detail = { $what } ({ $detail })
connect-again = Connect again
use-port = Use port { $port }
error-address-bound = This is already the address of another base, so it was not set. Check whether it is right there.
error-autostart = Whether Rowbell starts when you log in could not be changed.
error-ask-container = SeaTable runs on this computer. In a container it could not reach this address and would switch the webhook off at the first change, so nothing was made.
error-bad-address = This address can’t be used, so nothing was changed. Copy it from the browser while the base is open.
error-bad-endpoint-name = A name has 1 to 64 characters and no “/”. Nothing was changed.
error-bad-host = This is not the name of a computer, so it was not accepted.
error-bad-rule = { $mistake ->
    [pattern] This pattern can’t be used.
    [empty_schedule] The time ends when it begins, so no moment is in it. Enter another end.
    [not_announced] Only a rule that announces says how to announce. Choose “Announce”, or save the rule without it.
    [snoozes_forever] What is snoozed has to be told at some time. Enter until when.
    [once_in_no_time] The time between two announcements is at least one minute.
    [mutes_unknown] What can’t be known is never kept quiet.
    [too_many] It has more than 200 conditions. Make several rules of it.
   *[other] Something in this condition can’t be used. Choose it anew.
}
error-bad-rule-name = Rowbell itself uses { $name } to say why a change was not announced. Give the rule another name.
error-bad-value = This can’t be set, so nothing was changed.
error-base-bound = This base already has an address, so nothing was changed. If it has moved, disconnect or forget it here first.
error-broken = Rowbell’s answer could not be read, so it is not certain that it was done. Check, and try again.
error-certificate = { $cause ->
    [expired] The server’s certificate has expired, so nothing was sent to it. Check this computer’s clock; if it is right, whoever runs the server has to renew the certificate.
    [early] The server’s certificate is not valid yet, so nothing was sent to it. Check this computer’s clock.
    [name] The server’s certificate is for another name, so nothing was sent to it. Check the server’s address.
    [issuer] The server’s certificate is from an authority that this computer does not trust, so nothing was sent to it. If the server is your company’s, add its authority to the system.
   *[other] The server’s certificate is not trusted, so nothing was sent to it. Check the server’s address and this computer’s clock.
}
error-closed = The connection broke. Rowbell reconnects by itself.
error-database = The history could not be read or written, so nothing was changed. Check that there is room and that the data folder can be written to.
error-database-closed = Rowbell is just ending, so nothing was done. Start it again.
error-database-newer = The history is from a newer Rowbell, and this one can’t read it. Install the newer one again.
error-disk-full = The disk is full, so nothing can be stored. Make room; then it goes on by itself.
error-endpoint-bound = This local address is another base’s, and each webhook has a secret of its own. Nothing was made.
error-endpoint-exists = There is already an address named { $name }. Choose another name.
error-gone = It is no longer there, so nothing was done. It may have been removed elsewhere meanwhile.
error-index-damaged = The search index was damaged and is being rebuilt. Nothing is lost. Try again in a moment.
error-keyring-failed = The keyring failed, so it is not known whether anything was changed. Try again, or have tokens and secrets kept in a file.
error-keyring-locked = The keyring is locked, so nothing was changed. Unlock it, and try again.
error-keyring-missing = No keyring is running, so tokens and secrets can’t be kept in it. Start one, or have them kept in a file.
error-keyring-none = Your keyring program has no keyring open, so nothing was changed. Open yours there, or make one, and try again; or have tokens and secrets kept in a file.
error-keyring-refused = The keyring does not give Rowbell access to its entries, so nothing was changed. Allow it in your keyring program, and try again.
error-keyring-slow = The keyring does not answer, so it is not known whether anything was changed. See whether it shows a window, and try again.
error-me-not-known = Rowbell does not know yet who you are, so this would keep nobody’s changes quiet. Tell it first.
error-no-account = There is no account yet, so SeaTable can’t be asked. Add one first.
error-no-address = It is not known where this base is in the browser, so nothing was changed. Give its address first.
error-no-gap = Nothing is missing any more.
error-no-network = { $cause ->
    [name] The server’s name is not found. Check the address, and whether this computer is connected to the network.
    [refused] Nothing answers at the server’s address. Check the address and its port, or try again later.
    [proxy] The proxy set in this system does not let the connection through. Check the system’s proxy settings, or ask who looks after your network.
    [tls] The server offers no encryption there. Perhaps its address begins with http:// rather than https://.
   *[other] The server can’t be reached. Check the network and the server’s address.
}
error-no-token = Its token is no longer kept here. Enter one again.
error-no-websocket = No WebSocket gets through to the server, so changes can’t be followed as they happen. Whoever runs the server or its proxy should make it pass on “Upgrade”.
error-not-for-containers = No container reaches the address at which Rowbell listens, so nothing was made. Have it listen at 0.0.0.0, then try again.
error-plain-http = { $server } would be contacted without encryption: anyone on the way could read the token and everything in the base. Nothing was sent. Enter the address with https if the server has one.
error-no-webhook = { $base } has no webhook that comes here, so there is nothing to switch on. Make one.
error-not-connected = This base is not connected now, so nothing can be loaded. Try again once it is.
error-not-found = SeaTable does not find it. It may have been deleted or renamed there.
error-not-listening = Rowbell does not listen now, so it has no address for a webhook. Choose another port or address.
error-not-opened = No program took the address, so the row was not opened. Set a default browser in your desktop’s settings, or copy the link.
error-not-saved = { $path } could not be written. Choose another place.
error-not-sent = The test change could not be sent. See what needs attention in the sidebar.
error-not-started = Rowbell could not be started, so no changes are received.
error-old-server = A server answers there, but not as SeaTable does. The address may be another program’s, or the server is older than SeaTable 2.1.
error-other-base = The token is another base’s. Connect this base again with a token of its own.
error-redirected = The server redirects to another address, and no token is sent there. If that one is right, enter it as the server.
error-refused = SeaTable refused this.
error-rule-exists = There is already a rule named { $name }. Remove that one first.
error-server = The SeaTable server has a problem of its own. Try again later.
error-address-renewed = The previous address is still valid, so no new one was made. Enter the newest in SeaTable and revoke the old one first.
error-bad-relay = This is not the address of a relay, so nothing was changed. Copy the address or the invitation’s link again.
error-invitation-invalid = The invitation is mistyped, used up or expired. Ask the relay’s operator for another one.
error-invitation-needed = A new mailbox at this relay needs an invitation. Ask its operator for one.
error-mailbox-closed = The relay’s operator has closed the mailbox. Ask them, or set the relay up again.
error-no-key = The mailbox’s key is no longer kept here, and without it nobody can read what was sent. Set the relay up again.
error-not-a-relay = No relay answers at this address, or it does not work properly. Check the address.
error-relay-full = The relay has as many mailboxes as its operator allows. Ask them.
error-relay-refused = The relay refuses this computer. Set the relay up again.
error-relay-unavailable = The relay can’t reach its own store for now. Rowbell keeps trying.
error-relay-version = The relay speaks another version. Update Rowbell, or ask its operator to update the relay.
error-settings = The settings file could not be changed, so everything is as before.
error-several-bases = Several bases have this name, so nothing was done. Give each a name of its own in SeaTable.
error-timed-out = The server did not answer in time. It may be busy or the connection slow; try again later.
error-token-expired = SeaTable has ended the connection, as it does now and then. Rowbell reconnects by itself.
error-too-late = That was too long ago to be undone. Nothing was changed.
error-too-many = SeaTable accepts no more requests for now, because its limit is used up. Try again in a while.
error-unreachable = { $server } can’t reach { $host } and would switch the webhook off at the first change, so nothing was made. Connect the base with an API token, set up a relay, or have Rowbell listen at an address that the server can reach.
error-unreadable = The server’s answer can’t be used. It may come from something between this computer and the server.
error-unusable = Rowbell did not understand its window, so nothing was done. They may be of different versions: close the window and start Rowbell again.
error-wrong-token = SeaTable does not accept the token. It may be mistyped, deleted or another server’s. Copy it again in SeaTable.

## What is wrong
problem-account = Rowbell can’t look after webhooks at { $server }. { $reason }
problem-address = Rowbell can’t listen at { $address }, so no webhook arrives there. Choose an address of this computer.
problem-behind = What was missed in { $base } can’t be read for now. { $reason } New changes come as they happen, and nothing is lost while SeaTable’s log has it.
problem-forged = { $count ->
    [one] A message to the address { $endpoint } had a wrong signature. It is kept and not announced. If the secret was mistyped in SeaTable, enter it again there. If not, “Mark all as read” says that you have seen it.
   *[other] { $count } messages to the address { $endpoint } had a wrong signature. They are kept, up to 32 MB in all, and not announced. If the secret was mistyped in SeaTable, enter it again there. If not, “Mark all as read” says that you have seen it.
}
problem-host-refused = A webhook to { $host } was refused, because that name is not one of this computer’s. SeaTable switches it off after five refusals in a row.
problem-keyring-locked = The keyring is locked. Changes are kept and shown, and their signatures are checked once it is unlocked.
problem-keyring-missing = No keyring is running, so signatures can’t be checked. Start one, or have tokens and secrets kept in a file that only you can read.
problem-keyring-none = Your keyring program has no keyring open, so tokens and secrets can’t be kept or read. Open yours there, or have them kept in a file that only you can read.
problem-keyring-refused = The keyring does not give Rowbell access to its entries. Changes are kept and shown, and their signatures are checked once you allow it.
problem-keyring-slow = The keyring does not answer. Signatures are checked once it does. See whether its password window is open.
problem-not-connected = { $count ->
    [one] { $base } is not connected.
   *[other] { $base } are not connected.
} { $reason } Rowbell catches up on what changes meanwhile.
problem-port-forbidden = Rowbell may not listen at { $address }, so no webhook arrives there. With another port, enter the new address in SeaTable.
problem-port-taken = Port { $port } is used by another program{ $program ->
    [none] {""}
   *[other] {" "}({ $program })
}, so no webhook arrives there. With another port, enter the new address in SeaTable.
problem-relay-away = { $relay } is not connected. { $reason } { $code ->
    [mailbox_closed] Webhooks to it are refused.
    [invitation_needed] Webhooks to it are refused.
    [no_key] Webhooks to it are lost.
   *[other] What arrives there meanwhile is kept, and nothing is lost.
}
problem-secret-missing = The address { $endpoint } requires signatures, but its secret is no longer kept here. Changes are kept unchecked. Make a new secret and enter it in SeaTable.
problem-webhook-off = SeaTable has switched off the webhook of { $base } (noticed { $noticed }). { $why ->
    [wrong_signature] Messages with a wrong signature were refused five times in a row.
    [not_stored] Changes could not be stored here and were refused five times in a row.
    [host_refused] Messages to a name that is not accepted were refused five times in a row.
    [other_port] Its address has a different port from the one Rowbell listens at. Correct it in SeaTable, or create the webhook again.
    [not_listening] Rowbell did not listen, so the connection was refused.
    [away] Probably a connection was refused while this computer slept or Rowbell was not running.
   *[other] Probably it could not reach this computer, though Rowbell was running.
} { $obstacle ->
    [mended] Rowbell switched it on again ({ $at }). Unless the base is connected too, what changed meanwhile is missing here.
    [wait] Rowbell switches it on again at { $at }; it did so a short while ago.
    [reason] It would be switched off again at once. Fix that first; then Rowbell switches it on again.
    [in_vain] Rowbell switched it on before, and nothing came. See whether the server can reach its address, then switch it on.
    [refused] It could not be switched on again.
   *[other] No changes come by it until it is switched on again.
}
problem-webhook-silent = { $base } has changed, but its webhook no longer comes. SeaTable seems to have switched the webhook off: open { $address } in SeaTable, base menu, Advanced, Webhooks, and press Save. With an account, Rowbell does that itself. If you deleted the webhook, Rowbell need not expect it any more.

## Keyboard
keys = Keyboard shortcuts
close = Close
press-ctrl = Ctrl
press-delete = Delete
press-enter = Enter
press-escape = Esc
key-next = Next change
key-previous = Previous change
key-open = Open the row in SeaTable
key-read = Mark as read and go on
key-unread = Mark as unread or read
key-read-all = Mark all in the list as read
key-fold = Unfold and fold edits of a row
key-delete = Delete
key-undo = Undo
key-new = Show new changes
key-search = Search
key-back = Back
key-all = Go to all changes
key-unread-view = Go to unread
key-insight = Go to insight
key-settings = Go to settings
key-keys = These shortcuts

## Insight
insight-chart = Changes over time
insight-step = Bars for
insight-hours = Hours
insight-days = Days
insight-hint = Choose a bar to see its changes.
insight-none = Changes appear here as bars, one for each hour or day. There were none in this time.
insight-bar = { $time }: { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
insight-total-hours = { $count ->
    [one] change
   *[other] changes
} in { $bars ->
    [one] one hour
   *[other] { $bars } hours
}
insight-total-days = { $count ->
    [one] change
   *[other] changes
} in { $bars ->
    [one] one day
   *[other] { $bars } days
}
insight-tables = By table
insight-people = By person
insight-keys = go through the changes,
insight-keys-more = lists all keys
person-unknown = Unknown

## First run
welcome-title = Know what changes in SeaTable
welcome-text = Rowbell tells you on your desktop when something changes in your bases, and keeps all of it so that you can look it up. Connect one base to begin.
welcome-later = Look around first
recommended = Recommended
way-token = Connect with an API token
way-token-text = Rowbell reads the base’s changes from SeaTable as they happen, and catches up on what you missed.
way-token-good = Works with SeaTable Cloud and behind any router; nothing has to be opened.
way-token-needs = Needs an API token of the base. One that can only read is enough.
way-token-not = Can’t follow big-data rows, which SeaTable does not report.
way-token-go = Use a token
way-relay = Receive webhooks by a relay
way-relay-text = For every change, SeaTable sends a message, a webhook, to a small server of your company or your own. It keeps it sealed, unreadable for anybody there, until this computer is awake.
way-relay-good = Nothing is lost while this computer sleeps or travels, usually for up to a week.
way-relay-needs = Needs somebody who runs a relay (rowbell-relay) and gives you its address or an invitation.
way-relay-not = Names of bases and people, and links to rows, come only with the base’s address or a token.
way-relay-go = Use a relay
way-local = Receive webhooks on this computer
way-local-text = A webhook is a message that SeaTable sends to an address for every change. Here the address is this computer’s.
way-local-good = Nothing is fetched: SeaTable sends each change by itself.
way-local-needs = Needs a SeaTable server that can reach this computer, such as one in your own network.
way-local-not = What changes while this computer sleeps is lost, and SeaTable switches a webhook off that can’t reach it even once.
way-local-go = Use the local address
token = API token
send-plainly = Send it without encryption anyway
token-hint = It is kept in { $place ->
    [file] a file that only you can read
   *[other] your system’s keyring
} and sent to your server only.
token-missing = There is no token yet. Paste the one that SeaTable shows for this base.
token-step-menu = Go to SeaTable’s home page, point at the base and click its three dots. Choose “Advanced”, then “API Token”.
token-step-make = Add a token named Rowbell with read-only permission.
token-step-paste = Copy it and paste it here.
server = Server
server-hint = Only for a server of your own. The base’s address from the browser works too.
connect = Connect
connecting = Connecting…
seatable-advanced = Advanced
seatable-api-token = API Token
seatable-webhooks = Webhooks
drawing = SeaTable’s home page. The menu behind a base’s three dots is open at Advanced, where { $target } is.
waiting-title = Connected to { $base }
waiting-title-not = { $base } is not connected yet
waiting-text = Waiting for your first change. Edit any cell in { $base }, and it appears here.
waiting-local = Waiting for your first change. Edit any cell in the base, and it appears here.
waiting-sample = The test change came through here. Now waiting for the first one from SeaTable: edit any cell in the base.
waiting-forged = Something came, and its signature does not fit, so the secret in SeaTable is another one. Enter it there exactly as it is here. Still waiting for a change with the right signature.
waiting-refused = SeaTable switches a webhook off after five refusals in a row.
arrived = It works. The change was here after { $span }.
arrived-announced = It works. Here is your first change; the notification came { $span } after it arrived.
arrived-live = It works. Here is your first change.
show-history = Show the history
connect-another = Connect another base
relay-lead = Paste the relay’s address, or the invitation that its operator gave you. Rowbell then opens a mailbox there, which only this computer can read.
relay-invited = You have opened an invitation to the relay { $host }. Nothing is set up yet. Go on if you know who runs it: it sees each webhook at the moment it arrives, and keeps it sealed.
relay-field = Address of the relay, or invitation link
relay-field-hint = It has been given to you by whoever runs the relay.
relay-invitation = Invitation
relay-invitation-hint = The 22 characters of an invitation, as the relay’s operator gave them to you.
relay-missing = There is no address yet. Paste the one of the relay, or the invitation link.
relay-set-up = Set up
relay-setting-up = Opening the mailbox…
relay-at = Mailbox at the relay { $host }.
relay-live = Connected since { $time }.
relay-live-now = Connected.
relay-connecting = Connecting to it.
relay-waiting = Not connected. { $reason }
relay-again = Not connected, next try at { $time }. { $reason }
relay-reach = Reachable while this computer sleeps, too
relay-later = You find this address again in the settings under Addresses.
local-warning = SeaTable sends each change once. If this computer can’t be reached at that moment, SeaTable switches the webhook off and the change is lost. An API token has no such limits.
local-step-address = Copy the address
local-only-here = This address works on this computer only. For a server in your network, set the address to 0.0.0.0 in the settings under Addresses.
local-step-secret = Make a secret
local-step-enter = Enter both in SeaTable
local-enter-text = On SeaTable’s home page, point at the base and click its three dots. Choose “Advanced”, then “Webhooks”. Add a webhook with the address and the secret.
local-account = With your account token, Rowbell makes the webhook itself and looks after it.
local-account-go = Add an account
local-step-test = Try it
test-send = Send a test change
test-good = It works here: the test change was in the history after { $span }.
test-bad = The address answered with { $status }, and the test change did not arrive. See what needs attention in the sidebar.
address = Address
copied = Copied
reach-this-computer = Reachable from this computer only
reach-local-network = Reachable from your network
reach-internet = Reachable from the internet
reach-tunnel = Reachable through a VPN only, while that is up
reach-bridge = Reachable from containers and virtual machines on this computer only
secret = Secret
secret-none = Without a secret, whoever knows the address can send changes. With one, each is checked.
secret-set = A secret is set. Each change is checked with it.
secret-two = Two secrets are valid. Enter the new one in SeaTable, then revoke the old one.
secret-unread = A secret is set, but it can’t be read now.
secret-once = Copy it now: it is shown this once and then kept in { $place ->
    [file] a file that only you can read
   *[other] the keyring
}.
secret-make = Make a secret
secret-change = Change the secret
secret-drop-old = Revoke the old secret
secret-remove = Remove the secret
secret-unlock = Unlock the keyring

## Settings
cancel = Cancel
number-range = A whole number from { $min } to { $max }. Until then, { $value } applies.

language = Language
percent = { $size }%
quit = Quit Rowbell…

rule-added = Added
rule-changed = Changed
rule-deleted = Deleted
rule-links = Links

host-allow = Accept this name

likely-me-label = Who you are
likely-me = Are you { $name }?
likely-me-text = Then what you change yourself makes no popups, unless a rule wants them.
not-me = Not me
this-is-me = This is me

webhook-enable = Switch on
webhook-forget = Stop expecting it
