# The rule editor, which is loaded with the settings and not with the window.

## Rules in plain words
rule-new = New rule
rule-edit = Edit
rule-edit-named = Edit the rule { $rule }
rule-remove-named = Remove the rule { $rule }
rule-removed = Rule removed
rule-editing = Edit rule
rule-unshown-deep = It has a group of conditions in a group, which only the settings file shows. It stays as it is.
rule-unshown-who = It asks in two ways who made the change, which only the settings file shows. It stays as it is.
rule-templates = Begin with
template-added = A new row
template-status = A status becomes …
template-status-named = { $column } becomes { $option }
template-payment = A payment is entered
template-place = in { $place }
template-payment-place = { $column } in { $place }
rule-block-when = When
rule-block-where = Where
rule-block-by = By
rule-block-during = During
rule-block-then = Then
rule-base = Base
rule-any-base = Any base
rule-table = Table
rule-any-table = Any table
rule-happens = What happens
rule-happens-hint = Nothing chosen: whatever happens.
happens-row-added = Row added
happens-row-changed = Row changed
happens-row-deleted = Row deleted
happens-linked = Rows linked or unlinked
happens-missed = Changes are missing
rule-gap-hint = Missing changes never raise a popup; they are shown as something that needs attention.
rule-when = Announce it
rule-when-mute = Keep it quiet
rule-when-snooze = Put it off
rule-when-highlight = Highlight it
when-became = once, when this becomes true
when-every-change = at every change while this is true
rule-join = These conditions
rule-join-all = And
rule-join-any = Or
rule-group = Filter group
rule-add-condition = Add condition
rule-add-group = Add filter group
rule-condition = Condition { $number }
rule-remove-condition = Remove condition { $number }
rule-remove-group = Remove filter group { $number }
rule-column = Column
rule-choose-column = Choose a column
rule-asks = Predicate
rule-term = Value
rule-asked-before = before: { $asked }
rule-days = Number of days
rule-which-day = Which day
rule-day = Day
rule-option-other = Another option, by its name
rule-option-add = Add
rule-option-deleted = This option was deleted.
rule-option-find = Find an option
rule-column-gone = The table has no such column any more.
rule-column-computed = SeaTable computes this column and does not report its values, so the condition is mostly unknown.
rule-columns-seen = Only the columns and options that changes have named are known of this table. Connect the base to see all.
rule-columns-none = No change has named a column of this table yet. Connect the base, or wait for a change.
rule-needs-table = Conditions ask for columns. Choose a base and a table first.
rule-needs-table-for = The columns of these conditions are known once base and table are chosen.
rule-watch = Columns to watch
rule-watch-hint = Only if one of these was changed. None chosen: any.
rule-unknown = If it can’t be known, announce it all the same
rule-unknown-highlight = If it can’t be known, highlight it all the same
rule-unknown-hint = A change names only the cells that were changed.
rule-who-did = Who changed it
who-anyone = Anyone
who-not-me = Not me
who-programs = Programs
who-people = These people
who-token = An API token
who-automation = An automation
who-me = Me
who-nobody-seen = Nobody was seen yet who changed something.
who-me-unknown = Rowbell does not know yet who you are, so this fits nothing.
rule-timed = Only at certain times
rule-weekdays = Days of the week
rule-from = From
rule-to = To
rule-overnight = To the next day
rule-time-hint = By the clock of this computer
then-announce = Announce
then-mute = Keep quiet
then-highlight = Only highlight
then-snooze = Snooze
then-level = How loud
level-quiet = Quiet
level-normal = Normal
level-acknowledge = Must be acknowledged
level-acknowledge-hint = Its popup comes again until you have answered it.
then-sound = Sound
sound-usual = As usual
sound-on = With a sound
sound-off = Without a sound
then-in-quiet-hours = In quiet hours too
then-once = At most once per row
then-once-hint = What happens to the row meanwhile is only in the history.
once-each = Each time
once-minutes = in … minutes
once-hours = in … hours
once-count = How many
then-digest = Gathered in one popup
digest-each = No, each by itself
digest-hourly = Every hour
digest-daily = At a certain time
digest-at = At
digest-days = On these days
then-also-highlight = Highlight in the history
rule-ends = Only until a certain moment
rule-until = Until
rule-until-hint = The rule has no effect on what happens after it.
rule-snooze-until-hint = What is announced is put off until then.
rule-rows = { $count ->
    [one] Only for one particular row.
   *[other] Only for { $count } particular rows.
}
rule-rows-any = For all rows
rule-lacks-until = Enter the day and the time.
rule-stop = Stop here
rule-stop-hint = Where this rule fits, the rules below are not asked.
rule-name = Name
rule-name-hint = Shown with each change that the rule holds back. Left empty, one is made from the rule.
rule-name-taken = There is already a rule named { $name }. Give this one another name.
rule-in-words = The rule in words
rule-save = Save rule
rule-saved = Rule saved
rule-not-yet = Some things are missing. They are marked above.
rule-lacks-column = Choose a column.
rule-lacks-predicate = Choose what is asked of the column.
rule-lacks-text = Enter a text.
rule-lacks-number = Enter a number.
rule-lacks-option = Choose an option.
rule-lacks-choice = Choose one of these.
rule-lacks-person = Choose a person.
rule-lacks-day = Choose a day.
rule-lacks-time = Enter both times, such as 08:00 and 18:00.
rule-lacks-digest-time = Enter a time for what is gathered, such as 17:00.
rule-empty-time = This ends when it begins, so no moment is in it. Enter another end.
rule-lacks-condition = Add a condition to this group, or remove it.
department-mine = the department of the current user
department-mine-and-below = the department of the current user and those below
department-number = Department number
flag-ticked = ticked
flag-unticked = not ticked

## Quiet hours
quiet-hours = Quiet hours
quiet-hours-text = Nothing is announced then, by the clock of this computer. What comes meanwhile is summed up in one popup afterwards; a rule may announce all the same.
quiet-span = Quiet hours { $number }
quiet-add = Add hours
quiet-remove = Remove quiet hours { $number }
quiet-lacks-day = Choose at least one day.
quiet-except = Except
quiet-except-hint = No quiet hours begin on these days.
quiet-all-day = All day
quiet-all-day-hint = These days are quiet from midnight to midnight, such as holidays.
date-add = Add day
date-remove = Remove { $date }

## What conditions ask, in SeaTable’s words
predicate-contains = contains
predicate-does-not-contain = does not contain
predicate-is = is
predicate-is-not = is not
predicate-is-empty = is empty
predicate-is-not-empty = is not empty
predicate-is-current-user-id = is current user’s ID
predicate-is-within = is within
predicate-is-before = is before
predicate-is-after = is after
predicate-is-on-or-before = is on or before
predicate-is-on-or-after = is on or after
predicate-is-any-of = is any of
predicate-is-none-of = is none of
predicate-has-any-of = has any of
predicate-has-all-of = has all of
predicate-has-none-of = has none of
predicate-is-exactly = is exactly
predicate-include-me = include the current user
predicate-pattern = fits the pattern
predicate-changed = was changed
predicate-equal = is equal to
predicate-not-equal = is not equal to
predicate-less = is less than
predicate-greater = is greater than
predicate-less-or-equal = is at most
predicate-greater-or-equal = is at least
modifier-today = today
modifier-tomorrow = tomorrow
modifier-yesterday = yesterday
modifier-one-week-ago = one week ago
modifier-one-week-from-now = one week from now
modifier-one-month-ago = one month ago
modifier-one-month-from-now = one month from now
modifier-number-of-days-ago = number of days ago
modifier-number-of-days-from-now = number of days from now
modifier-exact-date = exact date
modifier-the-past-week = last week
modifier-this-week = this week
modifier-the-next-week = the next week
modifier-the-past-month = last month
modifier-this-month = this month
modifier-the-next-month = the next month
modifier-the-past-year = last year
modifier-this-year = this year
modifier-the-next-year = the next year
modifier-the-past-numbers-of-days = the past numbers of days
modifier-the-next-numbers-of-days = the next numbers of days

## A rule as a sentence
says-any-base = any base
says-then = { $when }: { $action }.
says-announce = announce
says-announce-quiet = announce quietly
says-mute = keep quiet
says-acknowledge = announce until it is acknowledged
says-snooze = snooze until { $until }
says-highlight = highlight it in the history
says-and-highlight = and highlight it in the history
says-sound = with a sound
says-no-sound = without a sound
says-in-quiet-hours = in quiet hours too
says-once-minutes = { $count ->
    [one] at most once per row in a minute
   *[other] at most once per row in { $count } minutes
}
says-once-hours = { $count ->
    [one] at most once per row in an hour
   *[other] at most once per row in { $count } hours
}
says-hourly = gathered every hour
says-daily = gathered at { $time } every day
says-daily-on = gathered at { $time } on { $days }
says-stop = The rules below are not asked then.
says-anything = When anything happens in { $place }
says-became = When it becomes true of a row in { $place } that { $what }
says-while = At every change of a row in { $place } while { $what }
says-happens = When { $kinds } in { $place }
says-and-became = {" "}so that it becomes true that { $what }
says-and-while = {" "}while { $what }
says-row-added = a row is added
says-row-changed = a row is changed
says-row-deleted = a row is deleted
says-linked = rows are linked or unlinked
says-link-added = rows are linked
says-link-removed = rows are unlinked
says-links-changed = the links of a row are changed
says-missed = changes are missing
says-other = something else happens
says-columns = with a change in { $columns }
says-rows = { $count ->
    [one] in one particular row
   *[other] in { $count } particular rows
}
says-until = until { $until }
says-not-me = not by me
says-token = by an API token
says-automation = by an automation
says-by = by { $people }
says-me = me
says-always = at any time
says-condition = { $column } { $asked }
says-was = { $said } before the change
says-ticked = is ticked
says-unticked = is not ticked
says-quoted = “{ $text }”
says-days-ago = { $count } days ago
says-days-from-now = { $count } days from now
says-past-days = the past { $count } days
says-next-days = the next { $count } days

## What a rule would have done
bench = On what has happened
bench-incomplete = Once nothing is missing, you see here what the rule would have done.
bench-working = Looking at the newest changes …
bench-nothing = No change of this place has come yet, so there is nothing to try the rule on.
bench-announces = { $count ->
    [0] It would have announced none of the { $changes } newest changes, since { $since }.
   *[other] It would have announced { $count } of the { $changes } newest changes, since { $since }.
}
bench-mutes = { $count ->
    [0] It would have kept none of the { $changes } newest changes quiet, since { $since }.
   *[other] It would have kept { $count } of the { $changes } newest changes quiet, since { $since }.
}
bench-per-day = On average { $count } a day.
bench-overruled = { $count ->
    [one] It fits 1 more, about which another rule decides.
   *[other] It fits { $count } more, about which other rules decide.
}
bench-overruled-by = decided by { $rule }
bench-unknown = { $count ->
    [one] Of 1 change it is not known whether the rule fits.
   *[other] Of { $count } changes it is not known whether the rule fits.
}
bench-faults = The rule can’t be asked, so it fits nothing:
bench-days = By day
bench-day = { $day }: { $count } of { $changes }
bench-newest = The newest that it fits
bench-missed = Only just missed
bench-more = Look at up to { $count } changes
missed = { $asked }: { $why }
missed-seen = { $missed } (known from the change of { $at })
missed-read = { $missed } (read from SeaTable on { $at })
missed-found = it is { $found }
missed-empty = it is empty
missed-no = no
missed-not-changed = no
missed-fitted-before = no, it did before
missed-columns = { $columns } was changed
missed-came = The conditions did not hold before
missed-until = Still in force
missed-all-rows = All rows of the change
missed-unknown = not known
missed-not-in-change = not known, it was not in this change
missed-old-not-told = not known, the value before was not reported
missed-computed = not known, SeaTable reports no computed values
missed-left-out = not known, the change has too many cells
missed-other-rows = not known, only one of its rows was reported
missed-person-not-told = not known, nobody is named
missed-me-not-known = not known, because Rowbell does not know who you are
missed-broken = the rule can’t be asked here
fault-table = The base has no table “{ $what }”.
fault-column = The table has no column “{ $what }”.
fault-not-asked = The column { $what } can’t be asked “{ $detail }”.
fault-option = The column { $what } has no option “{ $detail }”.
fault-term = The column { $what } can’t be compared with this value.

## Examples, and rules that can do nothing
bench-idle = The rule can do nothing:
idle-shadowed = The rule { $rule } above it fits all that it fits, and decides.
idle-kinds = No rule is asked about changes of these kinds.
idle-deleted = No cell of a deleted row is changed.
idle-who = It wants you and somebody else at once.
idle-opposites = It wants opposites of { $column } at once.
idle-computed = SeaTable computes { $column } and reports no such values, and the base is not connected.
examples = Examples
examples-breached = { $count ->
    [one] The rule gets 1 example wrong.
   *[other] The rule gets { $count } examples wrong.
}
must-ring = Must ring
must-not-ring = Must not ring
must-ring-for = Must ring for { $change }
must-not-ring-for = Must not ring for { $change }
example-ring-kept = must ring, and does
example-ring-breached = must ring, but does not
example-quiet-kept = must not ring, and does not
example-quiet-breached = must not ring, but does
example-remove = Remove the example { $change }

## Rules at SeaTable
rules-from-seatable = From SeaTable…
seatable-rules = Rules at SeaTable
seatable-rules-text = The notification rules and automations of your bases, each as the rule of Rowbell’s that can stand for it. SeaTable’s ring at every change of a row while its conditions hold; here you can choose. They stay as they are at SeaTable.
seatable-rules-loading = Asking SeaTable…
seatable-rules-none = None of your bases here has a notification rule or an automation that your account sees.
seatable-rules-none-here = No notification rules and no automations
seatable-rule-notification = Notification rule
seatable-rule-automation = Automation
seatable-rule-unnamed = Without a name
seatable-rule-when = When { $rule } rings
seatable-rule-add = Add
seatable-rule-add-named = Add the rule { $rule }
seatable-rule-added = There already, as “{ $rule }”
seatable-differs-view = SeaTable’s rule is about the rows in the view “{ $view }”, this one about those of the whole table.
seatable-differs-throttled = SeaTable’s rule notifies at most once in five minutes and drops what comes meanwhile; this one rings each time.
seatable-differs-off = SeaTable has switched its rule off.
seatable-not-scheduled = Can’t be a rule here: it waits for a time, not for a change.
seatable-not-deadline = Can’t be a rule here: it waits for a date to come near, not for a change.
seatable-not-watched = Can’t be a rule here: it watches certain columns, but none is chosen.
seatable-not-filters = Can’t be a rule here: its filters can’t be used.
seatable-not-known = Can’t be a rule here: it waits for “{ $condition }”, which Rowbell does not know.
