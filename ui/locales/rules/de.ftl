# Der Regel-Editor, der mit den Einstellungen geladen wird und nicht mit dem Fenster.

## Regeln in einfachen Worten
rule-new = Neue Regel
rule-edit = Bearbeiten
rule-edit-named = Die Regel { $rule } bearbeiten
rule-remove-named = Die Regel { $rule } entfernen
rule-removed = Regel entfernt
rule-editing = Regel bearbeiten
rule-unshown-deep = Sie enthält eine Filtergruppe in einer Filtergruppe, die nur die Einstellungsdatei zeigt. Sie bleibt, wie sie ist.
rule-unshown-who = Sie fragt auf zwei Weisen, wer geändert hat; das zeigt nur die Einstellungsdatei. Sie bleibt, wie sie ist.
rule-templates = Beginnen mit
template-added = Eine neue Zeile
template-status = Ein Status wird …
template-status-named = { $column } wird { $option }
template-payment = Eine Zahlung wird eingetragen
template-place = in { $place }
template-payment-place = { $column } in { $place }
rule-block-when = Wann
rule-block-where = Bedingungen
rule-block-by = Durch
rule-block-during = Zeitraum
rule-block-then = Dann
rule-base = Base
rule-any-base = Jede Base
rule-table = Tabelle
rule-any-table = Jede Tabelle
rule-happens = Was geschieht
rule-happens-hint = Nichts ausgewählt: was immer geschieht.
happens-row-added = Zeile hinzugefügt
happens-row-changed = Zeile geändert
happens-row-deleted = Zeile gelöscht
happens-linked = Zeilen verknüpft oder getrennt
happens-missed = Änderungen fehlen
rule-gap-hint = Fehlende Änderungen lösen nie eine Benachrichtigung aus; sie stehen unter dem, was Aufmerksamkeit braucht.
rule-when = Melden
rule-when-mute = Zurückhalten
rule-when-snooze = Zurückstellen
rule-when-highlight = Hervorheben
when-became = einmal, sobald dies zutrifft
when-every-change = bei jeder Änderung, solange dies zutrifft
rule-join = Diese Bedingungen
rule-join-all = Und
rule-join-any = Oder
rule-group = Filtergruppe
rule-add-condition = Bedingung hinzufügen
rule-add-group = Filtergruppe hinzufügen
rule-condition = Bedingung { $number }
rule-remove-condition = Bedingung { $number } entfernen
rule-remove-group = Filtergruppe { $number } entfernen
rule-column = Spalte
rule-choose-column = Spalte auswählen
rule-asks = Vergleich
rule-term = Wert
rule-asked-before = vorher: { $asked }
rule-days = Anzahl der Tage
rule-which-day = Welcher Tag
rule-day = Tag
rule-option-other = Eine andere Option, mit ihrem Namen
rule-option-add = Hinzufügen
rule-option-deleted = Die Option wurde gelöscht.
rule-option-find = Option suchen
rule-column-gone = Die Tabelle hat diese Spalte nicht mehr.
rule-column-computed = SeaTable berechnet diese Spalte und meldet ihre Werte nicht; die Bedingung ist daher meist unbekannt.
rule-columns-seen = Von dieser Tabelle sind nur die Spalten und Optionen bekannt, die in Änderungen vorkamen. Verbinden Sie die Base, um alle zu sehen.
rule-columns-none = Noch hat keine Änderung eine Spalte dieser Tabelle genannt. Verbinden Sie die Base, oder warten Sie auf eine Änderung.
rule-needs-table = Bedingungen fragen nach Spalten. Wählen Sie zuerst eine Base und eine Tabelle.
rule-needs-table-for = Die Spalten dieser Bedingungen sind bekannt, sobald Base und Tabelle gewählt sind.
rule-watch = Überwachte Spalten
rule-watch-hint = Nur wenn eine von diesen geändert wurde. Keine ausgewählt: irgendeine.
rule-unknown = Wenn es sich nicht feststellen lässt, trotzdem melden
rule-unknown-highlight = Wenn es sich nicht feststellen lässt, trotzdem hervorheben
rule-unknown-hint = Eine Änderung nennt nur die Zellen, die geändert wurden.
rule-who-did = Wer geändert hat
who-anyone = Irgendwer
who-not-me = Nicht ich
who-programs = Programme
who-people = Diese Personen
who-token = Ein API-Token
who-automation = Eine Automation
who-me = Ich
who-nobody-seen = Noch wurde niemand gesehen, der etwas geändert hat.
who-me-unknown = Rowbell weiß noch nicht, wer Sie sind; so passt dies auf nichts.
rule-timed = Nur zu bestimmten Zeiten
rule-weekdays = Wochentage
rule-from = Von
rule-to = Bis
rule-overnight = Bis zum nächsten Tag
rule-time-hint = Nach der Uhr dieses Computers
then-announce = Melden
then-mute = Zurückhalten
then-highlight = Nur hervorheben
then-snooze = Zurückstellen
then-level = Wie laut
level-quiet = Leise
level-normal = Normal
level-acknowledge = Muss bestätigt werden
level-acknowledge-hint = Die Benachrichtigung kommt wieder, bis Sie sie beantwortet haben.
then-sound = Ton
sound-usual = Wie üblich
sound-on = Mit Ton
sound-off = Ohne Ton
then-in-quiet-hours = Auch in der Ruhezeit
then-once = Je Zeile höchstens einmal
then-once-hint = Was der Zeile inzwischen geschieht, steht nur im Verlauf.
once-each = Jedes Mal
once-minutes = in … Minuten
once-hours = in … Stunden
once-count = Wie viele
then-digest = In einer Benachrichtigung gesammelt
digest-each = Nein, jede für sich
digest-hourly = Stündlich
digest-daily = Zu einer bestimmten Zeit
digest-at = Um
digest-days = An diesen Tagen
then-also-highlight = Im Verlauf hervorheben
rule-ends = Nur bis zu einem bestimmten Zeitpunkt
rule-until = Bis
rule-until-hint = Auf das, was danach geschieht, wirkt die Regel nicht.
rule-snooze-until-hint = Was gemeldet wird, wird bis dahin zurückgestellt.
rule-rows = { $count ->
    [one] Nur für eine bestimmte Zeile.
   *[other] Nur für { $count } bestimmte Zeilen.
}
rule-rows-any = Für alle Zeilen
rule-lacks-until = Geben Sie Tag und Uhrzeit ein.
rule-stop = Hier aufhören
rule-stop-hint = Wo diese Regel passt, werden die Regeln darunter nicht gefragt.
rule-name = Name
rule-name-hint = Steht bei jeder Änderung, die die Regel zurückhält. Bleibt er leer, wird er aus der Regel gebildet.
rule-name-taken = Es gibt schon eine Regel namens { $name }. Geben Sie dieser einen anderen Namen.
rule-in-words = Die Regel in Worten
rule-save = Regel speichern
rule-saved = Regel gespeichert
rule-not-yet = Es fehlt noch etwas. Es ist oben gekennzeichnet.
rule-lacks-column = Wählen Sie eine Spalte.
rule-lacks-predicate = Wählen Sie, was die Spalte erfüllen soll.
rule-lacks-text = Geben Sie einen Text ein.
rule-lacks-number = Geben Sie eine Zahl ein.
rule-lacks-option = Wählen Sie eine Option.
rule-lacks-choice = Wählen Sie etwas davon aus.
rule-lacks-person = Wählen Sie eine Person.
rule-lacks-day = Wählen Sie einen Tag.
rule-lacks-time = Geben Sie beide Zeiten ein, etwa 08:00 und 18:00.
rule-lacks-digest-time = Geben Sie eine Zeit für das Gesammelte ein, etwa 17:00.
rule-empty-time = Dies endet, wenn es beginnt; so liegt kein Augenblick darin. Geben Sie ein anderes Ende ein.
rule-lacks-condition = Fügen Sie dieser Gruppe eine Bedingung hinzu, oder entfernen Sie sie.
department-mine = der Bereich des aktuellen Benutzers
department-mine-and-below = der Bereich des aktuellen Benutzers und die darunter
department-number = Nummer des Bereichs
flag-ticked = angehakt
flag-unticked = nicht angehakt

## Ruhezeiten
quiet-hours = Ruhezeiten
quiet-hours-text = Dann wird nichts gemeldet, nach der Uhr dieses Computers. Was inzwischen kommt, fasst danach eine Benachrichtigung zusammen; eine Regel kann trotzdem melden.
quiet-span = Ruhezeit { $number }
quiet-add = Ruhezeit hinzufügen
quiet-remove = Ruhezeit { $number } entfernen
quiet-lacks-day = Wählen Sie mindestens einen Tag.
quiet-except = Ausnahmen
quiet-except-hint = An diesen Tagen beginnt keine Ruhezeit.
quiet-all-day = Ganze Tage
quiet-all-day-hint = An diesen Tagen ist von Mitternacht bis Mitternacht Ruhe, etwa an Feiertagen.
date-add = Tag hinzufügen
date-remove = { $date } entfernen

## Was Bedingungen fragen, in SeaTables Worten
predicate-contains = enthält
predicate-does-not-contain = enthält nicht
predicate-is = ist gleich
predicate-is-not = ist ungleich
predicate-is-empty = ist leer
predicate-is-not-empty = ist nicht leer
predicate-is-current-user-id = ist ID des angemeldeten Benutzers
predicate-is-within = ist innerhalb
predicate-is-before = ist vor
predicate-is-after = ist nach
predicate-is-on-or-before = ist am oder vor
predicate-is-on-or-after = ist am oder nach
predicate-is-any-of = ist eine von
predicate-is-none-of = ist nicht
predicate-has-any-of = enthält einen von
predicate-has-all-of = enthält alle
predicate-has-none-of = enthält nicht
predicate-is-exactly = ist genau
predicate-include-me = ist der aktuelle Benutzer
predicate-pattern = entspricht dem Muster
predicate-changed = wurde geändert
predicate-equal = ist gleich
predicate-not-equal = ist ungleich
predicate-less = ist kleiner als
predicate-greater = ist größer als
predicate-less-or-equal = ist höchstens
predicate-greater-or-equal = ist mindestens
modifier-today = heute
modifier-tomorrow = morgen
modifier-yesterday = gestern
modifier-one-week-ago = vor einer Woche
modifier-one-week-from-now = in einer Woche
modifier-one-month-ago = vor einem Monat
modifier-one-month-from-now = in einem Monat
modifier-number-of-days-ago = Tage vor heute
modifier-number-of-days-from-now = Tage von heute
modifier-exact-date = exaktes Datum
modifier-the-past-week = letzte Woche
modifier-this-week = diese Woche
modifier-the-next-week = in nächster Woche
modifier-the-past-month = letzten Monat
modifier-this-month = diesen Monat
modifier-the-next-month = im nächsten Monat
modifier-the-past-year = letztes Jahr
modifier-this-year = dieses Jahr
modifier-the-next-year = in nächstem Jahr
modifier-the-past-numbers-of-days = innerhalb der letzten x Tage
modifier-the-next-numbers-of-days = innerhalb der nächsten x Tage

## Eine Regel als Satz
says-any-base = irgendeiner Base
says-then = { $when }: { $action }.
says-announce = melden
says-announce-quiet = leise melden
says-mute = zurückhalten
says-acknowledge = melden, bis es bestätigt ist
says-snooze = zurückstellen bis { $until }
says-highlight = im Verlauf hervorheben
says-and-highlight = und im Verlauf hervorheben
says-sound = mit Ton
says-no-sound = ohne Ton
says-in-quiet-hours = auch in der Ruhezeit
says-once-minutes = { $count ->
    [one] je Zeile höchstens einmal in einer Minute
   *[other] je Zeile höchstens einmal in { $count } Minuten
}
says-once-hours = { $count ->
    [one] je Zeile höchstens einmal in einer Stunde
   *[other] je Zeile höchstens einmal in { $count } Stunden
}
says-hourly = stündlich gesammelt
says-daily = täglich um { $time } gesammelt
says-daily-on = gesammelt um { $time } ({ $days })
says-stop = Die Regeln darunter werden dann nicht gefragt.
says-anything = Wenn in { $place } etwas geschieht
says-became = Sobald für eine Zeile in { $place } gilt: { $what }
says-while = Bei jeder Änderung einer Zeile in { $place }, solange gilt: { $what }
says-happens = Wenn { $kinds } in { $place }
says-and-became = {", "}sodass neu gilt: { $what }
says-and-while = {", "}solange gilt: { $what }
says-row-added = eine Zeile hinzugefügt wird
says-row-changed = eine Zeile geändert wird
says-row-deleted = eine Zeile gelöscht wird
says-linked = Zeilen verknüpft oder getrennt werden
says-link-added = Zeilen verknüpft werden
says-link-removed = Zeilen getrennt werden
says-links-changed = die Verknüpfungen einer Zeile geändert werden
says-missed = Änderungen fehlen
says-other = etwas anderes geschieht
says-columns = mit einer Änderung in { $columns }
says-rows = { $count ->
    [one] in einer bestimmten Zeile
   *[other] in { $count } bestimmten Zeilen
}
says-until = bis { $until }
says-not-me = nicht durch mich
says-token = durch ein API-Token
says-automation = durch eine Automation
says-by = durch { $people }
says-me = mich
says-always = jederzeit
says-condition = { $column } { $asked }
says-was = vor der Änderung { $said }
says-ticked = ist angehakt
says-unticked = ist nicht angehakt
says-quoted = „{ $text }“
says-days-ago = vor { $count } Tagen
says-days-from-now = in { $count } Tagen
says-past-days = der letzten { $count } Tage
says-next-days = der nächsten { $count } Tage

## Was eine Regel getan hätte
bench = An bisherigen Änderungen
bench-incomplete = Sobald nichts mehr fehlt, sehen Sie hier, was die Regel getan hätte.
bench-working = Die neuesten Änderungen werden geprüft …
bench-nothing = Von hier ist noch keine Änderung gekommen, an der sich die Regel prüfen ließe.
bench-announces = { $count ->
    [0] Sie hätte keine der { $changes } neuesten Änderungen (seit { $since }) gemeldet.
   *[other] Sie hätte { $count } der { $changes } neuesten Änderungen (seit { $since }) gemeldet.
}
bench-mutes = { $count ->
    [0] Sie hätte keine der { $changes } neuesten Änderungen (seit { $since }) stumm gehalten.
   *[other] Sie hätte { $count } der { $changes } neuesten Änderungen (seit { $since }) stumm gehalten.
}
bench-per-day = Im Schnitt { $count } am Tag.
bench-overruled = { $count ->
    [one] Sie trifft auf 1 weitere zu, über die eine andere Regel entscheidet.
   *[other] Sie trifft auf { $count } weitere zu, über die andere Regeln entscheiden.
}
bench-overruled-by = entschieden von { $rule }
bench-unknown = { $count ->
    [one] Bei 1 Änderung ist nicht bekannt, ob die Regel zutrifft.
   *[other] Bei { $count } Änderungen ist nicht bekannt, ob die Regel zutrifft.
}
bench-faults = Die Regel kann nicht gefragt werden und trifft deshalb auf nichts zu:
bench-days = Nach Tagen
bench-day = { $day }: { $count } von { $changes }
bench-newest = Die neuesten, auf die sie zutrifft
bench-missed = Knapp verfehlt
bench-more = Bis zu { $count } Änderungen prüfen
missed = { $asked }: { $why }
missed-seen = { $missed } (bekannt aus der Änderung vom { $at })
missed-read = { $missed } (gelesen aus SeaTable am { $at })
missed-found = nein, sondern { $found }
missed-empty = nein, leer
missed-no = nein
missed-not-changed = nein
missed-fitted-before = nein, das war schon vorher so
missed-columns = { $columns } wurde geändert
missed-came = Die Bedingungen galten vorher nicht
missed-until = Noch in Kraft
missed-all-rows = Alle Zeilen der Änderung
missed-unknown = nicht bekannt
missed-not-in-change = nicht bekannt, stand nicht in dieser Änderung
missed-old-not-told = nicht bekannt, der Wert davor wurde nicht gemeldet
missed-computed = nicht bekannt, SeaTable meldet keine berechneten Werte
missed-left-out = nicht bekannt, die Änderung hat zu viele Zellen
missed-other-rows = nicht bekannt, nur eine der Zeilen wurde gemeldet
missed-person-not-told = nicht bekannt, niemand ist genannt
missed-me-not-known = nicht bekannt, weil Rowbell nicht weiß, wer Sie sind
missed-broken = die Regel kann hier nicht gefragt werden
fault-table = Die Base hat keine Tabelle „{ $what }“.
fault-column = Die Tabelle hat keine Spalte „{ $what }“.
fault-not-asked = Die Spalte { $what } kann nicht auf „{ $detail }“ geprüft werden.
fault-option = Die Spalte { $what } hat keine Option „{ $detail }“.
fault-term = Die Spalte { $what } lässt sich nicht mit diesem Wert vergleichen.

## Beispiele, und Regeln, die nichts bewirken
bench-idle = Die Regel kann nichts bewirken:
idle-shadowed = Die Regel { $rule } darüber trifft auf alles zu, worauf sie zutrifft, und entscheidet.
idle-kinds = Zu Änderungen dieser Art wird keine Regel gefragt.
idle-deleted = In einer gelöschten Zeile wird keine Zelle geändert.
idle-who = Sie verlangt Sie und jemand anderen zugleich.
idle-opposites = Sie verlangt von { $column } zugleich das Gegenteil.
idle-computed = SeaTable berechnet { $column } und meldet solche Werte nicht, und die Base ist nicht verbunden.
examples = Beispiele
examples-breached = { $count ->
    [one] Bei 1 Beispiel liegt die Regel falsch.
   *[other] Bei { $count } Beispielen liegt die Regel falsch.
}
must-ring = Muss melden
must-not-ring = Darf nicht melden
must-ring-for = Muss melden: { $change }
must-not-ring-for = Darf nicht melden: { $change }
example-ring-kept = muss gemeldet werden und wird es
example-ring-breached = muss gemeldet werden, wird es aber nicht
example-quiet-kept = darf nicht gemeldet werden und wird es nicht
example-quiet-breached = darf nicht gemeldet werden, wird es aber
example-remove = Das Beispiel { $change } entfernen

## Regeln in SeaTable
rules-from-seatable = Aus SeaTable …
seatable-rules = Regeln in SeaTable
seatable-rules-text = Die Benachrichtigungsregeln und Automationen Ihrer Bases, jeweils als Regel, die in Rowbell an ihre Stelle treten kann. In SeaTable lösen sie bei jeder Änderung einer Zeile aus, solange die Bedingungen erfüllt sind; hier haben Sie die Wahl. In SeaTable bleiben sie unverändert.
seatable-rules-loading = SeaTable wird gefragt …
seatable-rules-none = Keine Ihrer Bases hat hier eine Benachrichtigungsregel oder Automation, die Ihr Konto sieht.
seatable-rules-none-here = Keine Benachrichtigungsregeln und keine Automationen
seatable-rule-notification = Benachrichtigungsregel
seatable-rule-automation = Automation
seatable-rule-unnamed = Ohne Namen
seatable-rule-when = Wann { $rule } auslöst
seatable-rule-add = Hinzufügen
seatable-rule-add-named = Die Regel { $rule } hinzufügen
seatable-rule-added = Schon vorhanden, als „{ $rule }“
seatable-differs-view = Die Regel in SeaTable gilt für die Zeilen der Ansicht „{ $view }“, diese hier für die ganze Tabelle.
seatable-differs-throttled = Die Regel in SeaTable benachrichtigt höchstens einmal in fünf Minuten und übergeht alles, was dazwischen geschieht; diese hier meldet sich jedes Mal.
seatable-differs-off = SeaTable hat die eigene Regel abgeschaltet.
seatable-not-scheduled = Kann hier keine Regel sein: Sie wartet auf einen Zeitpunkt, nicht auf eine Änderung.
seatable-not-deadline = Kann hier keine Regel sein: Sie wartet darauf, dass ein Datum näher rückt, nicht auf eine Änderung.
seatable-not-watched = Kann hier keine Regel sein: Sie beobachtet bestimmte Spalten, aber keine ist ausgewählt.
seatable-not-filters = Kann hier keine Regel sein: Ihre Filter sind nicht verwendbar.
seatable-not-known = Kann hier keine Regel sein: Sie wartet auf „{ $condition }“, was Rowbell nicht kennt.
