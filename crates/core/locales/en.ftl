# Rowbell in English. Another language is another file beside this one, with the same keys.

## Values of cells
empty = empty
checked = checked
unchecked = not checked
date-time-pattern = %Y-%m-%d %H:%M
time-pattern = %H:%M

## What happened. $table may be empty.
new-in = New in { $table }
new-row = New row
new-row-in = New row in { $table }
changed-in = Changed in { $table }
changed-row = Changed row
changed-row-in = Changed row in { $table }
deleted-from = Deleted from { $table }
deleted-row = Deleted row
deleted-row-from = Deleted row from { $table }
linked-to = Linked to { $row }
linked-to-in = Linked to { $row } ({ $table })
unlinked-from = No longer linked to { $row }
unlinked-from-in = No longer linked to { $row } ({ $table })
links-changed = Links changed: { $row }
links-changed-in = Links changed: { $row } ({ $table })
row-unnamed = unnamed row
row-in = Row in { $table }
other-change = Changed ({ $type })
other-change-in = Changed in { $table } ({ $type })
unnamed-change = Something changed
unnamed-change-in = Something changed in { $table }
batch-added = { $count ->
    [one] { $count } new row
   *[other] { $count } new rows
}
batch-added-in = { $count ->
    [one] { $count } new row in { $table }
   *[other] { $count } new rows in { $table }
}
batch-changed = { $count ->
    [one] { $count } changed row
   *[other] { $count } changed rows
}
batch-changed-in = { $count ->
    [one] { $count } changed row in { $table }
   *[other] { $count } changed rows in { $table }
}
batch-deleted = { $count ->
    [one] { $count } deleted row
   *[other] { $count } deleted rows
}
batch-deleted-in = { $count ->
    [one] { $count } row deleted from { $table }
   *[other] { $count } rows deleted from { $table }
}
batch-among = { $row } and others
cell-change = { $column }: { $old } → { $new }
cell-set = { $column }: { $new }
cells-more = +{ $count } more
unrecognised-title = A message Rowbell could not read
unrecognised-text = Kept whole in the history, as the raw request
missed-title = Older changes are missing
missed-title-of = Older changes of { $base } are missing
missed-letters = Your relay no longer had all webhooks that came while this computer was away. Nobody knows how many are missing.
missed-restored = The SeaTable server was restored to an earlier state. What was changed between that state and the restore is undone there; what Rowbell had not yet received is missing here.
missed-text = { $count ->
    [one] One operation before this is no longer available in SeaTable. It may have changed rows.
   *[other] { $count } operations before this are no longer available in SeaTable. They may have changed rows.
}
forged-title = A message with a wrong signature
unverified-note = signature not checked

## Summaries
summary-title = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
summary-title-in = { $count ->
    [one] { $count } change in { $base }
   *[other] { $count } changes in { $base }
}
summary-table = { $table }: { $count }
summary-span = between { $from } and { $to }
summary-while-away = while Rowbell was not running
summary-caught-up = while you were away
hidden-change = A change in { $base }
summary-while-paused = while popups were paused
summary-while-quiet = during quiet hours
summary-while-snoozed = while they were snoozed
summary-digest = gathered by “{ $rule }”
summary-unanswered = still to be acknowledged
summary-while-no-server = while no popups could be shown
summary-while-do-not-disturb = while “Do not disturb” was on

## Popups
open-row = Open row
open-table = Open table
open-details = Details
close = Close
mark-read = Mark as read
allow-host = Allow { $host }
host-refused-title = A webhook was refused
host-refused-text = It was sent to { $host }. SeaTable switches the webhook off after five refusals in a row. Allow this name?
clicks-open = A click on a popup opens the row.
clicks-close-beside-buttons = On this desktop a click on a popup’s text closes it; its button “Open row” opens the row.
clicks-close-with-left = With dunst the left mouse button closes a popup and the middle one opens the row, unless your dunstrc says otherwise.
clicks-nothing = Popups of this desktop take no clicks. Rows are opened from Rowbell’s window or tray menu.
do-not-disturb-unknown = This desktop does not tell whether “Do not disturb” is on. Changes that come while it is on count as shown and stay unread in the history; to have them summed up, pause popups in Rowbell instead.
secure-title = The address is https now
secure-text = The server redirects to { $server }. Rowbell uses that address from now on, so that no token is sent unencrypted.
details-no-address = Rowbell does not know this base’s address yet. Once it does, a click opens the row: rowbell base add ADDRESS, in a terminal.
details-hidden = Popups say nothing of what is in this base. In a terminal, rowbell show { $id } shows it.
keeps-running-title = Rowbell keeps running
keeps-running = It goes on telling you what changes. No panel here shows tray icons: to open the window again, start Rowbell from the applications menu or with the command rowbell. On GNOME, the extension “AppIndicator and KStatusNotifierItem Support” adds the icon.
failed-title = Rowbell could not do that
failed-window-title = The window could not be shown
failed-open-title = The row could not be opened
failed-open = No program took its address, so the change stays unread. Set a default browser in your desktop’s settings, and open the row from the history then.
failed-gone = This change is no longer in the history, so there is nothing to open.
failed-disk-full = The disk is full, so it could not be noted. Free some space and try again.
failed-database = The history can’t be read or written ({ $detail }). Check that the data folder can be written to, and try again.
failed-settings = The settings can’t be written ({ $detail }), so nothing was changed. Check that { $file } can be written to, and try again.
failed-settings-line = Line { $line } of the settings can’t be used ({ $message }), so nothing was changed. Correct { $file }, save it and try again.
failed-settings-file = The settings file can’t be used as it is ({ $message }), so nothing was changed. Correct { $file } and try again.
failed-other = Rowbell could not do that. Nothing was changed; look at the status or the log for the reason.

## Tray
tray-no-changes = No changes yet
tray-recent = { $title }: { $text }
tray-open = Open Rowbell
tray-mark-all-read = Mark all as read
tray-pause-hour = Pause popups for one hour
tray-pause-tomorrow = Pause popups until tomorrow morning
tray-pause-open = Pause popups until I resume
tray-resume = Resume popups
tray-quit = Quit Rowbell
tray-unread = { $count ->
    [0] Rowbell: nothing unread
    [one] Rowbell: { $count } unread change
   *[other] Rowbell: { $count } unread changes
}
tray-trouble = Rowbell: { $what }
tray-listening = Listening at { $address }
tray-connected = Connected: { $bases }
tray-relay = Relay { $relay }: connected since { $since }, heard from in the last half minute
tray-relay-heard = Relay { $relay }: connected since { $since }, heard from { $seconds ->
    [0] just now
   *[other] { $seconds } s ago
}
tray-relay-away = Relay { $relay }: not connected
tray-relay-coming = { $count ->
    [one] One webhook that waited there is arriving
   *[other] { $count } webhooks that waited there are arriving
}
tray-relay-waited = { $count ->
    [one] One webhook waited there and has arrived
   *[other] { $count } webhooks waited there and have arrived
}
tray-relay-gap = Some older webhooks are missing: the relay no longer had them
tray-last-change = Last change: { $time }
tray-no-change-yet = No change has arrived yet
tray-quiet-until = Quiet hours until { $time }
tray-quiet = Quiet hours
tray-paused-until = Popups paused until { $time }
tray-paused = Popups paused

## What is wrong: what happened, what it means, what to do
trouble-settings = Line { $line } of the settings can’t be used: { $message }. The previous settings stay in force. Correct { $file } and save it.
trouble-rule = The rule “{ $rule }” can’t be asked, because { $fault ->
    [table] its base has no table “{ $what }”
    [column] its table has no column “{ $column }”
    [option] the column “{ $column }” has no option “{ $what }”
    [asked] the column “{ $column }” can’t be asked “{ $what }”
   *[term] the column “{ $column }” can’t be compared with what the rule names
}. Until then it neither announces nor mutes anything. Correct it in the settings file, or remove it.
trouble-settings-file = The settings file { $file } can’t be used: { $message }. The previous settings stay in force. Put the file back or correct it; the last good one is kept in { $copy }.
trouble-port-taken = Port { $port } is used by another program{ $program ->
    [none] {""}
   *[other] {" "}({ $program })
}. Rowbell can’t receive changes at this address until it has a free port. `rowbell endpoint port { $free }` chooses a free one; change the webhook’s address in SeaTable too.
trouble-port-forbidden = Rowbell may not listen at { $address }. It can’t receive changes there. Choose a port above 1023 with `rowbell endpoint port { $free }`, and change the webhook’s address in SeaTable too.
trouble-address = The address { $address } is not one of this computer’s. Rowbell can’t receive changes there. Correct `address` under `[listen]` in the settings.
trouble-address-other = Rowbell can’t listen at { $address } ({ $detail }). It can’t receive changes there. Check `address` and `port` in the settings.
trouble-keyring-locked = The keyring is locked. Messages are kept and shown, but their signatures are checked later. Unlock the keyring; `rowbell secret unlock` makes it ask for its password.
trouble-keyring-missing = No keyring is running. Signatures can’t be checked until one is. Start one, or set `secrets = "file"` in the settings to keep the secrets in a file only you can read.
trouble-keyring-none = Your keyring program has no keyring, or none that is open, so tokens and secrets can’t be kept or read. Open yours there. If you have none, the program offers to make one when a token or a secret is to be kept; or set `secrets = "file"` in the settings to keep them in a file only you can read.
trouble-keyring-refused = The keyring does not give Rowbell access to its entries. Messages are kept and shown, but their signatures are checked later. Allow it in your keyring program; `rowbell secret unlock` makes it ask again.
trouble-keyring-slow = The keyring does not answer. Signatures are checked once it does. Look for its password window; `rowbell secret unlock` tries again.
trouble-keyring-failed = The keyring failed ({ $detail }). Signatures can’t be checked until it works. Look at your keyring program, or log in again.
trouble-secret-missing = The endpoint “{ $endpoint }” requires signatures, but its secret is no longer kept. Messages are kept unchecked. Set it again with `rowbell secret set { $argument }`.
trouble-disk-full = The disk is full. Changes can’t be stored, so they are refused, and SeaTable switches the webhook off after five refusals in a row. Free some space; Rowbell recovers by itself.
trouble-database = The history can’t be written ({ $detail }). Changes are refused, and SeaTable switches the webhook off after five refusals in a row. Check that the data folder can be written to.
trouble-set-aside = { $whole ->
    [yes] The history’s file was damaged. Rowbell copied all of it into a new one: { $count } changes. Nothing is missing. The damaged file is kept as { $path }.
   *[no] The history’s file was damaged. Rowbell copied what could be read into a new one: { $count } changes. Others are missing. The damaged file is kept as { $path }; keep it, too, for what may still be recovered from it.
}
trouble-index-behind = The search index is being rebuilt from the history. Until that is done, searches and filtered lists are incomplete. Nothing is lost, and there is nothing to do.
trouble-history-moved = Another program deleted or replaced files of the history while Rowbell had them open. Rowbell reopened them; changes from the minutes before may be missing. Leave { $path } and the files beside it alone while Rowbell runs, or quit Rowbell first.
trouble-no-popups = { $system ->
    [windows] Windows does not take notifications. Changes are kept as unread and summed up once popups can be shown again. See whether notifications are on in Settings, under System, Notifications.
    [macos] macOS does not take notifications. Changes are kept as unread and summed up once popups can be shown again. See whether Rowbell may send them in System Settings, under Notifications.
   *[other] No notification service is running. Changes are kept as unread and summed up once popups can be shown again. Start your desktop’s notification service.
}
trouble-popups-slow = The notification service ({ $server }) does not answer. Changes are kept as unread and summed up once it does. If it stays like that, log out and in again.
trouble-popups-inhibited = “Do not disturb” is on. Changes stay unread, and one popup sums them up once it is off.
trouble-window = The window could not be shown: its program ended before there was anything to see, even with the simplest way of drawing. Popups, tray and the `rowbell` commands (`rowbell history`, `rowbell pause`, `rowbell quit`) work without it. { $system ->
    [linux] Often a driver is missing; on Debian and Ubuntu, `sudo apt install libgl1-mesa-dri libegl-mesa0` brings one that suits every computer. Then run `rowbell` again.
   *[other] Run `rowbell` to try again.
}
trouble-forged = { $count ->
    [one] A message to the endpoint “{ $endpoint }” had a wrong signature. It is kept and not shown. If the secret was mistyped, set it again with `rowbell secret set { $argument }`; if not, `rowbell read --all` says that you have seen it.
   *[other] { $count } messages to the endpoint “{ $endpoint }” had a wrong signature. They are kept, up to 32 MB in all, and not shown. If the secret was mistyped, set it again with `rowbell secret set { $argument }`; if not, `rowbell read --all` says that you have seen it.
}
trouble-host-refused = A webhook sent to { $host } was refused. SeaTable switches it off after five refusals in a row. `rowbell endpoint allow { $argument }` accepts that name.
trouble-not-connected = { $base } { $count ->
    [one] is
   *[other] are
} not connected: { $code ->
    [wrong_token] its API token is no longer valid. Changes can’t be followed. Make a new token in SeaTable and run `rowbell connect`.
    [not_allowed] its API token is no longer accepted: it was deleted, or does not permit this. Changes can’t be followed. Make a new token in SeaTable and run `rowbell connect`.
    [not_found] the base no longer exists. If it was deleted, `rowbell base remove` forgets it.
    [server] the server has a problem of its own. Rowbell keeps trying, and catches up on what changes meanwhile.
    [no_token] no API token is kept for it. Changes can’t be followed. Run `rowbell connect`.
    [no_network] the server can’t be reached. Rowbell keeps trying, and catches up on what changes meanwhile.
    [timed_out] the server does not answer. Rowbell keeps trying, and catches up on what changes meanwhile.
    [too_many] the server accepts no more requests for now. Rowbell keeps trying, and catches up on what changes meanwhile.
    [certificate] the server’s certificate is not trusted, so nothing was sent to it{ $reason ->
        [expired] {" (it has expired)"}
        [early] {" (it is not valid yet)"}
        [name] {" (it is for another name)"}
        [issuer] {" (it is from an authority unknown here)"}
       *[other] {""}
    }.
    [keyring_locked] the keyring is locked. Unlock it with `rowbell secret unlock`.
    [keyring_none] the keyring program has no keyring open that could have its API token. Open yours there; or, if you have none, run `rowbell connect`.
    [keyring_refused] the keyring does not give Rowbell its API token. Allow it there, or make it ask with `rowbell secret unlock`.
    [other_base] its API token is for another base. Changes can’t be followed. Run `rowbell connect` with a token of this one.
   *[other] { $detail }
}
trouble-behind = What was missed in { $base } can’t be read for now. New changes come as they happen, and Rowbell keeps asking; nothing is lost as long as SeaTable’s log still has it. The reason: { $detail }
trouble-no-websocket = { $base } is connected, but its changes come up to five minutes late: a proxy on the way to the server lets no WebSocket through. Nothing is lost. Whoever runs the proxy should make it pass on “Upgrade”.
trouble-gap = Some older changes of { $base } are no longer available, so the history has a gap there. Changes since then are complete.
trouble-relay-away = The relay { $relay } { $code ->
    [no_network] can’t be reached. It keeps what arrives, and Rowbell keeps trying; nothing is lost.
    [timed_out] does not answer. It keeps what arrives, and Rowbell keeps trying; nothing is lost.
    [lost] is no longer connected. It keeps what arrives, and Rowbell keeps trying; nothing is lost.
    [certificate] has a certificate that is not trusted, so nothing was sent to it{ $reason ->
        [expired] {" (it has expired)"}
        [early] {" (it is not valid yet)"}
        [name] {" (it is for another name)"}
        [issuer] {" (it is from an authority unknown here)"}
       *[other] {""}
    }. Webhooks wait there until that is fixed. Ask its operator, and see whether this computer’s clock is right.
    [mailbox_closed] no longer has your mailbox: its operator has closed it. SeaTable’s webhooks to it are refused. Ask the operator, or set the relay up again with `rowbell relay add`.
    [invitation_needed] no longer knows your mailbox, and a new one needs an invitation. SeaTable’s webhooks to it are refused. Ask its operator for one, and set the relay up again with `rowbell relay add`.
    [keyring_locked] waits for the mailbox’s key: the keyring is locked. Unlock it with `rowbell secret unlock`. Webhooks are kept at the relay meanwhile.
    [keyring_none] waits for the mailbox’s key: the keyring program has no keyring open. Open yours there. Webhooks are kept at the relay meanwhile.
    [keyring_refused] waits for the mailbox’s key: the keyring does not give it to Rowbell. Allow it there, or make it ask with `rowbell secret unlock`. Webhooks are kept at the relay meanwhile.
    [no_key] can’t be used: the mailbox’s key is no longer kept, and without it nobody can read what was sent. Set the relay up again with `rowbell relay add`, and enter the new address in SeaTable.
    [relay_version] speaks another version. Update Rowbell, or ask its operator to update the relay.
    [relay_full] has as many mailboxes as its operator allows. Ask the operator. Rowbell keeps trying.
    [relay_refused] refuses this computer. Set it up again with `rowbell relay add`.
    [relay_unavailable] can’t reach its own store for now. It keeps what has arrived, and Rowbell keeps trying.
    [not_a_relay] does not answer at its address, or something else does. Rowbell keeps trying.
   *[other] can’t be used: { $detail }. Rowbell keeps trying.
}
trouble-letters-gone = The relay { $relay } no longer had all webhooks that came while this computer was away, so the history has a gap there. What came since then is complete.
trouble-webhook-off = SeaTable has switched off the webhook of { $base } (noticed { $noticed }): { $why ->
    [wrong_signature] messages with a wrong signature were refused five times in a row.
    [not_stored] changes could not be stored here and were refused five times in a row.
    [host_refused] messages to a name that is not allowed were refused five times in a row.
    [other_port] its address names a port of this computer that is not the one Rowbell listens at. Change it in SeaTable to one that `rowbell url` prints, or create it again with `rowbell webhook create`.
    [not_listening] Rowbell does not listen, so the connection was refused.
    [away] probably a connection was refused while this computer slept or Rowbell was not running.
   *[other] probably it could not reach this computer, though Rowbell was running.
} { $then ->
    [mended] Rowbell switched it on again ({ $at }). If the base is not connected with `rowbell connect`, what changed meanwhile is missing here. This notice ends with the next webhook.
    [wait] Rowbell switches it on again at { $at }; it did so a short while ago.
    [reason] It would be switched off again at once. Fix that first; then Rowbell switches it on again.
    [in_vain] Rowbell switched it on before, but nothing came. See whether the server can reach its address (`rowbell webhook list`), then run `rowbell webhook enable { $argument }`.
    [refused] It could not be switched on again: { $detail }
   *[other] No changes come by it. `rowbell webhook enable { $argument }` switches it on again.
}
trouble-webhook-silent = { $base } has changed, but its webhook no longer comes. SeaTable seems to have switched this webhook off: open { $address } in SeaTable, menu (…), Advanced, Webhooks, and press Save. With `rowbell account add` Rowbell does that itself. If you deleted the webhook: `rowbell webhook forget { $uuid }`.
trouble-account = The account at { $server } can’t be used, so Rowbell can’t look after webhooks there: { $code ->
    [wrong_token] the token is not accepted: it is mistyped, deleted or expired. Enter a current one with `rowbell account add`.
    [not_allowed] the token is not accepted: it is mistyped, deleted or expired. Enter a current one with `rowbell account add`.
    [no_network] the server can’t be reached. Rowbell keeps trying.
    [no_token] its token is no longer kept. Enter it again with `rowbell account add`.
   *[other] { $detail }
}
sample-row = A sample change
sample-table = Samples
sample-draft = Draft
sample-publish = Publish now
