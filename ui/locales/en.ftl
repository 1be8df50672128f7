# The window in English. Another language is another file beside this one, with the same keys.

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
connection-last = { $ago }
connection-again = again at { $time }
local-address = Local address
endpoint-down = not listening
endpoint-waiting = nothing yet
paused = Popups paused
paused-until = Popups paused until { $time }
resume = Resume
troubles = { $count ->
    [one] One thing needs attention
   *[other] { $count } things need attention
}
troubles-title = What needs attention
troubles-none = Nothing does any more.
trouble-go = Show in the settings

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
empty-filter = No change fits
empty-filter-text = Words are found by how they begin, in names, values, people and tables. Fewer words or filters find more.
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
filter-source = Way in
any-base = Any base
any-table = Any table
any-kind = Anything
any-person = Anyone
any-source = Any
unread-only = Unread only
more-actions = More
mark-all = Mark all as read
marked-all = { $count ->
    [one] { $count } change marked as read
   *[other] { $count } changes marked as read
}
marked-none = Nothing was unread
export-csv = Export as CSV
export-json = Export as JSON
exported = Exported
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
source-realtime = Live connection
source-catch-up = Caught up from the base’s log

## Types of columns
column-text = Text
column-long-text = Long text
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
why-catching-up = Rowbell was catching up on what it had missed, and tells that in one summary.
why-forged = Its signature is wrong, so it may not come from SeaTable. Such messages are kept and never announced.
why-unrecognised = Rowbell could not read it. Such messages are kept and not announced.
why-missed = It stands for changes that SeaTable no longer has. There is nothing to announce.
why-read-before = You had read it before a popup could be shown.
why-popups-off = Popups are switched off in the settings.
why-muted = It is not announced.
why-rule = Your rule “{ $rule }” keeps it quiet.
origin-title = Where it came from
authenticity-connected = Read from SeaTable over your own connection.
authenticity-verified = Signed with your secret, and checked.
authenticity-unsigned = Not signed: whoever knows the address could have sent it.
authenticity-unchecked = Signed, but the secret could not be read at the time.
authenticity-reconstructed = Put together from the base’s log.
authenticity-forged = The signature is wrong. Whoever sent this does not know your secret.
story-title = This row’s story
story-more = Show all of it
raw-title = Raw request
raw-form = How it is shown
raw-pretty = Pretty
raw-exact = Exact
raw-copied = Request copied
raw-headers = Headers
raw-body = Body
raw-base64 = The body is no text; this is Base64.
raw-gone = There is no request to show: this change came over a connection, or its request is no longer kept.

## The agent
agent-lost = Rowbell is not running.
agent-lost-text = What you see may be out of date, and webhooks are not received until it runs again.
agent-lost-short = Rowbell did not answer, so nothing was done. Try again once it runs.
agent-start = Start Rowbell

## Keyboard
keys = Keyboard shortcuts
close = Close
key-next = Next change
key-previous = Previous change
key-open = Open the row in SeaTable
key-read = Mark as read and go on
key-unread = Mark as unread or read
key-read-all = Mark all as read
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
insight-hint = A bar shows its changes.
insight-bar = { $time }: { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
insight-total-hours = { $count ->
    [one] change in these hours
   *[other] changes in these hours
}
insight-total-days = { $count ->
    [one] change in these days
   *[other] changes in these days
}
insight-tables = By table
insight-people = By person
insight-keys = go through the changes,
insight-keys-more = lists all keys
person-unknown = Unknown

## First run
welcome-title = Hear of what changes in SeaTable
welcome-text = Rowbell tells you on your desktop when something changes in your bases, and keeps all of it so that you can look it up. Connect one base to begin.
welcome-later = Look around first
recommended = Recommended
way-token = Connect with an API token
way-token-text = Rowbell reads the base’s changes from SeaTable as they happen, and catches up on what you missed.
way-token-good = Works with SeaTable Cloud and behind any router; nothing has to be opened.
way-token-needs = Needs an API token of the base. One that can only read is enough.
way-token-not = Can’t follow big-data rows, which SeaTable does not report.
way-token-go = Use a token
way-local = Receive webhooks on this computer
way-local-text = A webhook is a message that SeaTable sends to an address for every change. Here the address is this computer’s.
way-local-good = Nothing is fetched: SeaTable sends each change by itself.
way-local-needs = Needs a SeaTable server that can reach this computer, such as one in your own network.
way-local-not = What changes while this computer sleeps is lost, and SeaTable switches a webhook off whose address refuses once.
way-local-go = Use the local address
token = API token
token-hint = It is kept in your system’s keyring and sent to your server only.
token-missing = There is no token yet. Paste the one that SeaTable shows for this base.
token-step-menu = Open the base in SeaTable. In the menu at the top right, choose “Advanced”, then “API token”.
token-step-make = Add a token named Rowbell with read-only permission.
token-step-paste = Copy it and paste it here.
server = Server
server-hint = Only for a server of your own. The base’s address from the browser works too.
connect = Connect
connecting = Connecting…
seatable-advanced = Advanced
seatable-api-token = API token
seatable-webhooks = Webhooks
drawing = A base in SeaTable. The menu at the top right is open at Advanced, where { $target } is.
waiting-title = Connected to { $base }
waiting-text = Waiting for your first change. Edit any cell in { $base }, and it appears here.
waiting-local = Waiting for your first change. Edit any cell in the base, and it appears here.
arrived = It works. The change was here after { $span }.
show-history = Show the history
connect-another = Connect another base
local-warning = SeaTable sends each change once. If this computer can’t be reached at that moment, SeaTable switches the webhook off and the change is lost. An API token has no such limits.
local-step-address = Copy the address
local-only-here = This address works on this computer only. For a server in your network, set the address to 0.0.0.0 in the settings under Local addresses.
local-step-secret = Make a secret
local-step-enter = Enter both in SeaTable
local-enter-text = In the base’s menu at the top right, choose “Advanced”, then “Webhooks”. Add a webhook with the address and the secret.
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
secret = Secret
secret-none = Without a secret, whoever knows the address can send changes. With one, each is checked.
secret-set = A secret is set. Each change is checked with it.
secret-two = Two secrets are valid. Enter the new one in SeaTable, then end the old one.
secret-unread = A secret is set, but it can’t be read now.
secret-once = Copy it now: it is shown this once and then kept in the keyring.
secret-make = Make a secret
secret-change = Change the secret
secret-drop-old = End the old secret
secret-remove = Remove the secret
secret-unlock = Unlock the keyring

## Settings
settings-general = General
settings-notifications = Notifications
settings-rules = What is announced
settings-bases = Bases
settings-addresses = Local addresses
settings-accounts = Accounts and webhooks
settings-people = People
settings-storage = Storage
settings-about = About
cancel = Cancel
remove = Remove

language = Language
language-system = The system’s
theme = Appearance
theme-system = System
theme-light = Light
theme-dark = Dark
text-size = Text size
percent = { $size } %
compact = Low rows
compact-hint = Two lines for each change instead of three.
autostart = Start when I log in
autostart-hint = Rowbell receives changes only while it runs.

popups = Show popups
popups-hint = Changes are in the history either way.
sound = With a sound
in-place = Update a popup in place
in-place-hint = A row that is filled in cell by cell keeps one popup.
pause = Pause popups
pause-hour = For one hour
pause-tomorrow = Until tomorrow morning
pause-open = Until I resume
summaries = Summaries
summaries-text = When many changes come at once, one popup sums them up.
fold-above = More changes than
fold-seconds = within seconds
tray = Icon in the panel
panel = The panel is
panel-auto = As the desktop
panel-light = Light
panel-dark = Dark

rules-text = All changes are in the history. Here you choose which ones raise a popup.
rules-none-text = Once a base is connected, its tables can be switched on and off here.
rule-not-mine = Not my own changes
rule-not-mine-hint = Rowbell does not know yet who you are.
rule-who = Say who I am
rule-all-tables = The whole base
rule-added = Added
rule-changed = Changed
rule-deleted = Deleted
rule-links = Links
rule-kinds = What is announced of { $table }
rule-announce = Announce changes of { $table }
rule-me = you
rule-mutes = Keeps quiet: { $what }
rule-announces = Announces: { $what }
rules-other = Other rules
rules-other-text = From the settings file. The first rule that fits a change decides.

base-by-webhook = Not connected. Changes come by webhook.
base-live = Connected. Changes come as they happen.
base-connecting = Connecting
base-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
last-change = last change { $ago }
gap = Some older changes are missing.
gap-load = Load them
gap-loading = The missing changes are being loaded. What SeaTable no longer has stays a gap.
base-address = Address in the browser
base-address-hint = Copy it from the browser while the base is open. A click then opens the row.
hide-contents = Keep contents out of popups
hide-contents-hint = Popups and the panel say only that something changed in this base.
base-disconnect = Disconnect
base-forget = Forget
forget-title = Disconnect { $base }?
forget-text = Its address and API token are forgotten here. Its changes stay in the history. To make the token invalid too, delete it in SeaTable.
forget-text-webhook = Its address and API token are forgotten here, and its changes stay in the history. A webhook of this base keeps coming until you delete it in SeaTable: base menu, Advanced, Webhooks.
bases-none = No bases yet
bases-none-text = A base appears here once it is connected or its first webhook has come.

addresses-text = Webhooks come to these addresses. Whoever knows one can send changes to it, so treat it like a password.
endpoint-forged = { $count ->
    [one] One message had a wrong signature. If the secret was mistyped in SeaTable, enter it again.
   *[other] { $count } messages had a wrong signature. If the secret was mistyped in SeaTable, enter it again.
}
endpoint-add = Another address
endpoint-add-hint = One address for each base keeps them apart and lets each have a secret of its own.
endpoint-make = Make it
endpoint-remove = Remove
endpoint-remove-title = Remove the address { $name }?
endpoint-remove-text = Delete its webhook in SeaTable first: base menu, Advanced, Webhooks. Otherwise SeaTable keeps sending to an address that nobody answers. Its secret is deleted here; its changes stay in the history.
listen = Where Rowbell listens
listen-text = With another port or address, the addresses above change. Then enter them anew in SeaTable.
listen-port = Port
listen-address = Address of this computer
listen-address-hint = 127.0.0.1 is reachable from this computer only, 0.0.0.0 from your network.
host-refused = A webhook to { $host } was refused, because that name is not one of this computer’s.
host-allow = Accept this name
hosts-allowed = Accepted names: { $hosts }

people-text = The people who changed something. Say which one is you, and your own changes can be kept quiet.
people-none = Nobody yet
people-none-text = Whoever changes something in your bases appears here.
this-is-me = This is me

accounts-text = With an account token, Rowbell makes webhooks for you and switches them on again after SeaTable has switched them off. Optional: without one, everything else works.
account-add = Add an account
account-token = Account token
account-token-hint = In SeaTable under your profile picture, “Settings”, “API token”. It may do all that you may; Rowbell only looks at bases and webhooks with it.
account-mends = Webhooks that were switched off are switched on again.
account-watches = Webhooks are watched.
account-remove-title = Remove this account?
account-remove-text = Its token is forgotten. Webhooks stay as they are in SeaTable, and nobody switches them on again.
webhooks = Webhooks
webhook-for = Make a webhook
webhook-for-hint = It is sent to this computer, with a secret.
webhook-choose = Choose a base
webhook-make = Make it
webhook-created = Webhook made for { $base }
webhook-was-there = { $base } had this webhook already
webhook-elsewhere = Goes elsewhere.
webhook-on = On, and comes here.
webhook-mended = On. Rowbell switched it on again { $ago }.
webhook-off = SeaTable has switched it off.
webhook-none = No webhook.
webhook-enable = Switch on
webhook-why-wrong-signature = Messages with a wrong signature were refused.
webhook-why-not-stored = Changes could not be stored here.
webhook-why-host-refused = Its address has a name that is not accepted here.
webhook-why-not-listening = Rowbell did not listen.
webhook-why-other-port = Its address has another port than Rowbell listens at.
webhook-why-away = This computer was probably asleep.
webhook-why-unreachable = SeaTable probably could not reach this computer.

storage-text = The oldest changes are let go when they are too old or take too much room.
keep-days = Keep changes for days
keep-days-hint = Counted from when they came.
keep-raw-days = Keep raw requests for days
keep-raw-days-hint = They take most of the room.
keep-megabytes = At most megabytes on disk
keep-megabytes-hint = Together with all that is kept beside them.
secrets-title = Tokens and secrets are kept in
secrets-text = The keyring is your system’s. The file is for computers without one; only you can read it.
secrets-keyring = Keyring
secrets-file = File
folders = On disk
folders-text = Edits of the settings file show here at once, and what you set here is written to it.
data-folder = Data folder
settings-file = Settings file

about-text = Tells you what changes in SeaTable. Free software under the MIT licence.
running-since = Running since { $time }
diagnostics = Diagnostics
diagnostics-text = A report for whoever helps you. It holds no secrets, no addresses and nothing of what is in your bases.
diagnostics-make = Show the report
licences = Licences
licences-text = The icons are Lucide’s (ISC licence). The window is made with Tauri, Svelte, Fluent, uPlot and jsdiff, each under a free licence that their packages hold.
