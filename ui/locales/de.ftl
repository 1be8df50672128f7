## Zeiten
time-now = jetzt
time-moment = gerade eben
time-minutes = { $count } Min.
time-after = { $span } später
time-changed = Geändert
time-received = Empfangen
time-announced = Gemeldet
day-today = Heute
day-yesterday = Gestern
period-since = seit { $day }
period-until = bis { $day }
period-week = 7 Tage
period-month = 30 Tage
period-from = Von
period-to = Bis

## Seitenleiste
sidebar = Seitenleiste
all = Alle Änderungen
unread-view = Ungelesen
unread = ungelesen
highlighted = hervorgehoben
count-unread = { $count ->
    [one] ungelesen
   *[other] ungelesen
}
insight = Überblick
bases = Bases
base-unnamed = Base { $id }
tables-of = Tabellen von { $base }
counts = { $changes ->
    [one] { $changes } Änderung
   *[other] { $changes } Änderungen
}, { $unread } ungelesen
connect-base = Base verbinden
settings = Einstellungen
connections = Verbindungen
connection-live = verbunden
connection-connecting = verbindet sich
connection-waiting = wartet
connection-lost = läuft nicht
connection-last = { $ago }
connection-again = wieder um { $time }
relay = Relay
local-address = Lokale Adresse
endpoint-down = empfängt nicht
endpoint-waiting = noch nichts
paused = Benachrichtigungen pausiert
paused-until = Pausiert bis { $time }
paused-quiet = Ruhezeit
paused-quiet-until = Ruhezeit bis { $time }
resume = Fortsetzen
problems = { $count ->
    [one] Ein Hinweis
   *[other] { $count } Hinweise
}
problems-title = Hinweise
problems-none = Keine mehr.
problem-go = In den Einstellungen zeigen

## Die Liste
history = Verlauf
changes = Änderungen
new-changes = { $count ->
    [one] { $count } neue
   *[other] { $count } neue
}
fold-count = { $count ->
    [one] { $count } Bearbeitung
   *[other] { $count } Bearbeitungen
}
list-failed = Der Verlauf ließ sich nicht lesen
again = Noch einmal versuchen
empty-unread = Nichts ungelesen
empty-unread-text = Neue Änderungen erscheinen hier, bis Sie sie angesehen haben.
empty-filter = Keine Änderung passt
empty-filter-text = Gesucht wird nach Wortanfängen in Namen, Werten, Personen und Tabellen. Weniger Wörter oder Filter finden mehr.
empty-history = Noch keine Änderungen
empty-history-text = Jede Änderung in Ihren verbundenen Bases erscheint hier in dem Moment, in dem sie geschieht.
search = Suchen
search-clear = Suche leeren
filter = Filtern
filters = Aktive Filter
filter-clear = Alle Änderungen zeigen
filter-remove = Filter { $filter } entfernen
filter-base = Base
filter-table = Tabelle
filter-row = Eine Zeile
filter-kind = Was geschah
filter-person = Person
filter-period = Zeitraum
filter-source = Quelle
any-base = Alle Bases
any-table = Alle Tabellen
any-kind = Alles
any-person = Alle
any-source = Alle Quellen
unread-only = Nur ungelesene
more-actions = Mehr
mark-all = Alle als gelesen markieren
mark-these = Alle diese als gelesen markieren
marked-all = { $count ->
    [one] { $count } Änderung als gelesen markiert
   *[other] { $count } Änderungen als gelesen markiert
}
marked-none = Es war nichts ungelesen
export-xlsx = Als Arbeitsmappe exportieren
export-csv = Als CSV exportieren
export-json = Als JSON exportieren
exported = Exportiert in { $file }
undo = Rückgängig
dismiss = Ausblenden

## Was geschehen ist
kind-row-added = Zeile hinzugefügt
kind-row-changed = Zeile geändert
kind-row-deleted = Zeile gelöscht
kind-link-added = Verknüpfung hinzugefügt
kind-link-removed = Verknüpfung entfernt
kind-links-changed = Verknüpfungen geändert
kind-other = Andere Änderung
kind-unrecognised = Nicht lesbar
kind-missed = Fehlende Änderungen
kind-forged = Falsche Signatur

## Eingänge
source-local = Webhook an die lokale Adresse
source-relay = Webhook über ein Relay
source-relay-kept = Webhook, den ein Relay aufgehoben hat
source-realtime = Live-Verbindung
source-catch-up = Nachgeholt aus dem Protokoll der Base
source-other = Anderer Eingang

## Spaltentypen
column-text = Text
column-long-text = Formatierter Text
column-number = Zahl
column-auto-number = Automatische Nummer
column-collaborator = Mitarbeiter
column-date = Datum
column-duration = Dauer
column-single-select = Einfachauswahl
column-multiple-select = Mehrfachauswahl
column-image = Bild
column-file = Datei
column-checkbox = Checkbox
column-rate = Bewertung
column-email = E-Mail
column-url = URL
column-geolocation = Geoposition
column-digital-sign = Digitale Signatur
column-link = Verknüpfung zu anderen Einträgen
column-formula = Formel
column-link-formula = Verknüpfungsformel
column-creator = Ersteller
column-last-modifier = Letzter Bearbeiter
column-ctime = Erstellt am
column-mtime = Zuletzt bearbeitet am
column-other = Spalte

## Die Einzelheiten
detail = Änderung
detail-actions = Aktionen
back = Zurück
open-row = Zeile öffnen
copy-link = Link kopieren
link-copied = Link kopiert
copy = Kopieren
copy-failed = Die Zwischenablage war nicht verfügbar. Markieren Sie den Text und kopieren Sie ihn selbst.
no-address = Adresse der Base angeben
open-no-address = Es ist nicht bekannt, wo diese Base ist; deshalb lässt sich die Zeile nicht öffnen. Geben Sie einmal die Adresse der Base an, wie der Browser sie zeigt.
open-sample = Ein Beispiel hat keine Zeile, die sich öffnen ließe.
open-nothing = Es ist nicht bekannt, zu welcher Zeile das gehört; es gibt nichts zu öffnen.
mark-read = Als gelesen markieren
mark-unread = Als ungelesen markieren
delete = Löschen
deleted = { $count ->
    [one] Änderung aus dem Verlauf gelöscht
   *[other] { $count } Änderungen aus dem Verlauf gelöscht
}
entry-gone = Diese Änderung steht nicht mehr im Verlauf.
table-unknown = Unbekannte Tabelle
rows = { $count ->
    [one] { $count } Zeile
   *[other] { $count } Zeilen
}
cells = Zellen
before = vorher:
after = nachher:
empty = leer
checked = angehakt
unchecked = nicht angehakt
cells-more = { $count ->
    [one] Eine weitere Zelle zeigen
   *[other] { $count } weitere Zellen zeigen
}
cells-left-out = { $count ->
    [one] Eine weitere Zelle wurde nicht aufbewahrt, weil es zu viele waren.
   *[other] { $count } weitere Zellen wurden nicht aufbewahrt, weil es zu viele waren.
}
diff-added = hinzugefügt:
diff-removed = entfernt:
diff-whole = Ganzen Text zeigen
diff-less = Weniger zeigen
why-title = Warum Sie das gesehen haben
why-not-title = Warum keine Benachrichtigung kam
why-pending = Sie wird gleich gemeldet.
why-shown = Eine Benachrichtigung hat sie gemeldet, weil keine Regel etwas anderes sagt.
why-clicked = Sie haben sie aus der Benachrichtigung geöffnet.
why-held = Sie wird vorerst zurückgehalten und später gemeldet.
why-failed = Die Benachrichtigung ließ sich nicht anzeigen ({ $reason }).
why-paused = Benachrichtigungen waren pausiert. Sie wird beim Fortsetzen in einer Zusammenfassung gemeldet.
why-no-server = Der Desktop nahm in diesem Moment keine Benachrichtigungen an. Sie wird später in einer Zusammenfassung gemeldet.
why-do-not-disturb = „Nicht stören“ war eingeschaltet. Sie wird danach in einer Zusammenfassung gemeldet.
why-quiet-hours = Es war Ruhezeit. Sie wird danach in einer Zusammenfassung gemeldet.
why-snoozed = Sie ist zurückgestellt und wird danach in einer Zusammenfassung gemeldet.
why-digest = Die Regel sammelt Änderungen. Sie wird zusammen mit anderen gemeldet, sobald es nach der Regel wieder Zeit ist.
why-catching-up = Rowbell holte gerade nach, was es verpasst hatte, und meldet das in einer Zusammenfassung.
why-settling = Rowbell wartet, bis die neue Zeile ausgefüllt ist: Eine Regel fragt nach ihren Zellen.
why-looking-up = Eine Regel fragt nach Zellen, die diese Änderung nicht nennt; Rowbell liest die Zeile aus SeaTable.
why-forged = Die Signatur ist falsch, also kommt sie womöglich nicht von SeaTable. Solche Nachrichten werden aufbewahrt und nie gemeldet.
why-unrecognised = Rowbell konnte sie nicht lesen. Solche Nachrichten werden aufbewahrt und nicht gemeldet.
why-missed = Sie steht für Änderungen, die SeaTable nicht mehr hat. Es gibt nichts zu melden.
why-read-before = Sie war gelesen, bevor eine Benachrichtigung erscheinen konnte.
why-popups-off = Benachrichtigungen sind in den Einstellungen ausgeschaltet.
why-own-change = Sie haben sie selbst vorgenommen. Ob eigene Änderungen gemeldet werden, steht unter Einstellungen › Benachrichtigungen.
why-too-soon = Die Zeile wurde erst vor Kurzem gemeldet, und die Regel will das nicht so bald wieder.
why-muted = Sie wird nicht gemeldet.
why-rule = Ihre Regel „{ $rule }“ hält sie zurück.
why-highlighted = Eine Regel hebt sie hervor.
why-other = Was daraus wurde, ist nicht bekannt.
origin-title = Woher sie kam
authenticity-connected = Über Ihre eigene Verbindung von SeaTable gelesen.
authenticity-verified = Mit Ihrem Geheimnis signiert und geprüft.
authenticity-unsigned = Nicht signiert: Wer die Adresse kennt, könnte sie geschickt haben.
authenticity-unchecked = Signiert, aber das Geheimnis war in dem Moment nicht lesbar.
authenticity-reconstructed = Mit Ihrem Geheimnis signiert. Unterwegs wurde die Nachricht umgeschrieben; die Signatur passt zu der Form, in der SeaTable sie schreibt.
authenticity-forged = Die Signatur ist falsch. Wer das geschickt hat, kennt Ihr Geheimnis nicht.
authenticity-other = Ob sie geprüft wurde, ist nicht bekannt.
story-title = Die Geschichte dieser Zeile
story-more = Alles zeigen
raw-title = Rohdaten der Anfrage
raw-form = Darstellung
raw-pretty = Lesbar
raw-exact = Genau
raw-copied = Anfrage kopiert
raw-headers = Kopfzeilen
raw-body = Inhalt
raw-base64 = Der Inhalt ist kein Text; dies ist Base64.
raw-gone = Es gibt keine Anfrage, die sich zeigen ließe: Diese Änderung kam über eine Verbindung, oder ihre Anfrage wird nicht mehr aufbewahrt.

## Der Agent
agent-lost = Rowbell läuft nicht.
agent-lost-text = Was Sie sehen, ist vielleicht nicht aktuell, und Webhooks werden erst wieder empfangen, wenn es läuft.
agent-lost-short = Rowbell hat nicht geantwortet; es wurde nichts getan. Versuchen Sie es noch einmal, sobald es läuft.
agent-start = Rowbell starten

## Was nicht ging
error-detail = { $what } ({ $detail })
connect-again = Neu verbinden
use-port = Port { $port } verwenden
error-address-bound = Diese Adresse gehört schon zu einer anderen Base und wurde nicht übernommen. Prüfen Sie, ob sie dort stimmt.
error-autostart = Ob Rowbell bei der Anmeldung startet, ließ sich nicht ändern.
error-ask-container = SeaTable läuft auf diesem Computer. In einem Container könnte es diese Adresse nicht erreichen und würde den Webhook bei der ersten Änderung abschalten; es wurde nichts angelegt.
error-bad-address = Das ist keine brauchbare Adresse; es wurde nichts geändert. Kopieren Sie sie aus dem Browser, während die Base offen ist.
error-bad-endpoint-name = Ein Name hat 1 bis 64 Zeichen und kein „/“. Es wurde nichts geändert.
error-bad-host = So heißt kein Computer; der Name wurde nicht zugelassen.
error-bad-rule = { $mistake ->
    [pattern] Dieses Muster ist nicht verwendbar.
    [empty_schedule] Die Zeit endet, wenn sie beginnt; so liegt kein Augenblick darin. Geben Sie ein anderes Ende ein.
    [not_announced] Nur eine Regel, die meldet, sagt, wie gemeldet wird. Wählen Sie „Melden“, oder speichern Sie die Regel ohne diese Angabe.
    [snoozes_forever] Was zurückgestellt ist, muss irgendwann gemeldet werden. Geben Sie an, bis wann.
    [once_in_no_time] Der Abstand muss mindestens eine Minute sein.
    [mutes_unknown] Was sich nicht feststellen lässt, wird nie zurückgehalten.
    [too_many] Sie hat mehr als 200 Bedingungen. Machen Sie mehrere Regeln daraus.
   *[other] Etwas in dieser Bedingung ist nicht verwendbar. Wählen Sie es neu.
}
error-bad-rule-name = Mit { $name } bezeichnet Rowbell selbst, warum eine Änderung nicht gemeldet wurde. Geben Sie der Regel einen anderen Namen.
error-bad-value = Das lässt sich nicht einstellen; es wurde nichts geändert.
error-base-bound = Diese Base hat schon eine Adresse; es wurde nichts geändert. Ist sie umgezogen, trennen oder vergessen Sie sie hier zuerst.
error-broken = Die Antwort von Rowbell war nicht lesbar; ob es getan wurde, ist nicht sicher. Sehen Sie nach und versuchen Sie es noch einmal.
error-certificate = { $cause ->
    [expired] Das Zertifikat des Servers ist abgelaufen; ihm wurde nichts geschickt. Prüfen Sie die Uhr dieses Computers; geht sie richtig, muss das Zertifikat vom Betreiber des Servers erneuert werden.
    [early] Das Zertifikat des Servers gilt noch nicht; ihm wurde nichts geschickt. Prüfen Sie die Uhr dieses Computers.
    [name] Das Zertifikat des Servers gilt für einen anderen Namen; ihm wurde nichts geschickt. Prüfen Sie die Adresse des Servers.
    [issuer] Das Zertifikat des Servers stammt von einer Stelle, der dieser Computer nicht vertraut; ihm wurde nichts geschickt. Ist es der Server Ihrer Firma, fügen Sie deren Stelle im System hinzu.
   *[other] Dem Zertifikat des Servers wird nicht vertraut; ihm wurde nichts geschickt. Prüfen Sie die Adresse des Servers und die Uhr dieses Computers.
}
error-closed = Die Verbindung ist abgebrochen. Sie wird von selbst wiederhergestellt.
error-database = Der Verlauf ließ sich nicht lesen oder schreiben; es wurde nichts geändert. Prüfen Sie, ob Platz ist und in den Datenordner geschrieben werden kann.
error-database-closed = Rowbell wird gerade beendet; es wurde nichts getan. Starten Sie es neu.
error-database-newer = Der Verlauf stammt von einem neueren Rowbell, das dieses nicht lesen kann. Installieren Sie wieder das neuere.
error-disk-full = Der Datenträger ist voll; es lässt sich nichts speichern. Schaffen Sie Platz; dann geht es von selbst weiter.
error-endpoint-bound = Diese lokale Adresse gehört zu einer anderen Base, und jeder Webhook hat ein eigenes Geheimnis. Es wurde nichts angelegt.
error-endpoint-exists = Es gibt schon eine Adresse namens { $name }. Wählen Sie einen anderen Namen.
error-gone = Das gibt es nicht mehr; es wurde nichts getan. Vielleicht wurde es inzwischen anderswo entfernt.
error-index-damaged = Der Suchindex war beschädigt und wird neu aufgebaut. Es ist nichts verloren. Versuchen Sie es gleich noch einmal.
error-keyring-failed = Der Schlüsselbund meldet einen Fehler; ob etwas geändert wurde, ist nicht bekannt. Versuchen Sie es noch einmal, oder lassen Sie Tokens und Geheimnisse in einer Datei aufbewahren.
error-keyring-locked = Der Schlüsselbund ist gesperrt; es wurde nichts geändert. Entsperren Sie ihn und versuchen Sie es noch einmal.
error-keyring-missing = Es läuft kein Schlüsselbund-Dienst, der Tokens und Geheimnisse aufbewahren könnte. Starten Sie einen, oder lassen Sie sie in einer Datei aufbewahren.
error-keyring-none = In Ihrem Schlüsselbund-Programm ist kein Schlüsselbund offen; es wurde nichts geändert. Öffnen Sie Ihren dort oder legen Sie einen an, und versuchen Sie es noch einmal; oder lassen Sie Tokens und Geheimnisse in einer Datei aufbewahren.
error-keyring-refused = Der Schlüsselbund gibt Rowbell seine Einträge nicht frei; es wurde nichts geändert. Erlauben Sie es in Ihrem Schlüsselbund-Programm und versuchen Sie es noch einmal.
error-keyring-slow = Der Schlüsselbund antwortet nicht; ob etwas geändert wurde, ist nicht bekannt. Sehen Sie nach, ob er ein Fenster zeigt, und versuchen Sie es noch einmal.
error-me-not-known = Rowbell weiß noch nicht, wer Sie sind; so würden keine Änderungen zurückgehalten. Geben Sie es zuerst an.
error-no-account = Es gibt noch kein Konto, mit dem Rowbell SeaTable fragen könnte. Fügen Sie zuerst eines hinzu.
error-no-address = Es ist nicht bekannt, wo diese Base im Browser ist; es wurde nichts geändert. Geben Sie zuerst ihre Adresse an.
error-no-gap = Es fehlt nichts mehr.
error-no-network = { $cause ->
    [name] Der Name des Servers wird nicht gefunden. Prüfen Sie die Adresse und ob dieser Computer mit dem Netz verbunden ist.
    [refused] Unter der Adresse des Servers antwortet nichts. Prüfen Sie die Adresse und ihren Port, oder versuchen Sie es später noch einmal.
    [proxy] Der Proxy, der in diesem System eingestellt ist, lässt die Verbindung nicht durch. Prüfen Sie die Proxy-Einstellungen des Systems, oder fragen Sie, wer Ihr Netz betreut.
    [tls] Der Server bietet dort keine Verschlüsselung. Vielleicht beginnt seine Adresse mit http:// statt mit https://.
   *[other] Der Server ist nicht erreichbar. Prüfen Sie das Netz und die Adresse des Servers.
}
error-no-token = Der Token ist hier nicht mehr gespeichert. Geben Sie ihn neu ein.
error-no-websocket = Auf dem Weg zum Server kommen keine WebSockets durch; deshalb lassen sich Änderungen nicht sofort verfolgen. Wer den Server oder seinen Proxy betreibt, sollte ihn „Upgrade“ weitergeben lassen.
error-not-for-containers = Kein Container erreicht die Adresse, unter der Rowbell empfängt; es wurde nichts angelegt. Lassen Sie Rowbell unter 0.0.0.0 empfangen und versuchen Sie es dann noch einmal.
error-plain-http = Die Verbindung zu { $server } wäre unverschlüsselt: Wer unterwegs mithört, könnte den Token und alles in der Base lesen. Es wurde nichts gesendet. Geben Sie die Adresse mit https ein, falls der Server eine hat.
error-no-webhook = { $base } hat keinen Webhook, der hierher kommt; es gibt nichts einzuschalten. Legen Sie einen an.
error-not-connected = Diese Base ist gerade nicht verbunden; es lässt sich nichts laden. Versuchen Sie es noch einmal, sobald sie es ist.
error-not-found = SeaTable findet es nicht. Vielleicht wurde es dort gelöscht oder umbenannt.
error-not-listening = Rowbell empfängt gerade nicht und hat keine Adresse für einen Webhook. Wählen Sie einen anderen Port oder eine andere Adresse.
error-not-opened = Kein Programm hat die Adresse angenommen; die Zeile wurde nicht geöffnet. Legen Sie in den Einstellungen Ihres Desktops einen Standardbrowser fest, oder kopieren Sie den Link.
error-not-saved = { $path } ließ sich nicht schreiben. Wählen Sie einen anderen Ort.
error-not-sent = Die Teständerung ließ sich nicht senden. Die Seitenleiste zeigt, woran es liegen kann.
error-not-started = Rowbell ließ sich nicht starten; es werden keine Änderungen empfangen.
error-old-server = Dort antwortet ein Server, aber nicht wie SeaTable. Vielleicht gehört die Adresse zu einem anderen Programm, oder der Server ist älter als SeaTable 2.1.
error-other-base = Der Token gehört zu einer anderen Base. Verbinden Sie diese mit einem eigenen Token neu.
error-redirected = Der Server leitet an eine andere Adresse weiter; dorthin wird kein Token gesendet. Stimmt sie, tragen Sie sie als Server ein.
error-refused = SeaTable hat das abgelehnt.
error-rule-exists = Es gibt schon eine Regel namens { $name }. Entfernen Sie die zuerst.
error-server = Der SeaTable-Server hat selbst ein Problem. Versuchen Sie es später noch einmal.
error-address-renewed = Die vorige Adresse gilt noch, daher wurde keine neue angelegt. Tragen Sie die neueste in SeaTable ein, und machen Sie zuerst die alte ungültig.
error-bad-relay = Das ist keine Adresse eines Relays, daher wurde nichts geändert. Kopieren Sie die Adresse oder den Link der Einladung noch einmal.
error-invitation-invalid = Die Einladung ist falsch eingegeben, verbraucht oder abgelaufen. Bitten Sie den Betreiber des Relays um eine neue.
error-invitation-needed = Ein neues Postfach bei diesem Relay braucht eine Einladung. Bitten Sie den Betreiber um eine.
error-mailbox-closed = Der Betreiber des Relays hat das Postfach geschlossen. Fragen Sie dort nach, oder richten Sie das Relay neu ein.
error-no-key = Der Schlüssel des Postfachs ist hier nicht mehr gespeichert, und ohne ihn kann niemand lesen, was gesendet wurde. Richten Sie das Relay neu ein.
error-not-a-relay = Unter dieser Adresse antwortet kein Relay, oder es läuft nicht richtig. Prüfen Sie die Adresse.
error-relay-full = Das Relay hat so viele Postfächer, wie der Betreiber erlaubt. Fragen Sie dort nach.
error-relay-refused = Das Relay weist diesen Computer ab. Richten Sie das Relay neu ein.
error-relay-unavailable = Das Relay erreicht gerade seinen eigenen Speicher nicht. Rowbell versucht es weiter.
error-relay-version = Das Relay spricht eine andere Version. Aktualisieren Sie Rowbell, oder bitten Sie den Betreiber, das Relay zu aktualisieren.
error-settings = Die Einstellungsdatei ließ sich nicht ändern; alles ist wie zuvor.
error-several-bases = Mehrere Bases heißen so; es wurde nichts getan. Geben Sie jeder in SeaTable einen eigenen Namen.
error-timed-out = Der Server hat nicht rechtzeitig geantwortet. Vielleicht ist er beschäftigt oder die Verbindung langsam; versuchen Sie es später noch einmal.
error-token-expired = SeaTable hat die Verbindung beendet, wie es das ab und zu tut. Sie wird von selbst wiederhergestellt.
error-too-late = Das ist zu lange her, um es rückgängig zu machen. Es wurde nichts geändert.
error-too-many = SeaTable nimmt gerade keine Anfragen mehr an, weil das Kontingent aufgebraucht ist. Versuchen Sie es etwas später noch einmal.
error-unreachable = { $server } kann { $host } nicht erreichen und würde den Webhook bei der ersten Änderung abschalten; es wurde nichts angelegt. Verbinden Sie die Base mit einem API-Token, richten Sie ein Relay ein, oder lassen Sie Rowbell unter einer Adresse empfangen, die der Server erreicht.
error-unreadable = Die Antwort des Servers ist nicht brauchbar. Vielleicht kommt sie von etwas zwischen diesem Computer und dem Server.
error-unusable = Rowbell hat sein Fenster nicht verstanden; es wurde nichts getan. Vielleicht haben beide verschiedene Versionen: Schließen Sie das Fenster und starten Sie Rowbell neu.
error-wrong-token = SeaTable nimmt den Token nicht an. Vielleicht ist er vertippt, gelöscht oder von einem anderen Server. Kopieren Sie ihn in SeaTable noch einmal.

## Was nicht stimmt
problem-account = Rowbell kann sich bei { $server } nicht um Webhooks kümmern. { $reason }
problem-address = Rowbell kann unter { $address } nichts empfangen; dort kommt kein Webhook an. Wählen Sie eine Adresse dieses Computers.
problem-behind = Was in { $base } verpasst wurde, lässt sich gerade nicht lesen. { $reason } Neue Änderungen kommen weiter an, und nichts geht verloren, solange das Protokoll von SeaTable es noch enthält.
problem-forged = { $count ->
    [one] Eine Nachricht an die Adresse { $endpoint } hatte eine falsche Signatur. Sie wird aufbewahrt und nicht gemeldet. Wurde das Geheimnis in SeaTable falsch eingegeben, tragen Sie es dort neu ein. Wenn nicht, bestätigt „Alle als gelesen markieren“, dass Sie es gesehen haben.
   *[other] { $count } Nachrichten an die Adresse { $endpoint } hatten eine falsche Signatur. Sie werden aufbewahrt, höchstens 32 MB, und nicht gemeldet. Wurde das Geheimnis in SeaTable falsch eingegeben, tragen Sie es dort neu ein. Wenn nicht, bestätigt „Alle als gelesen markieren“, dass Sie es gesehen haben.
}
problem-host-refused = Ein Webhook an { $host } wurde abgewiesen, weil dieser Computer nicht so heißt. Nach fünf Abweisungen in Folge schaltet SeaTable ihn ab.
problem-keyring-locked = Der Schlüsselbund ist gesperrt. Änderungen werden aufbewahrt und gezeigt; ihre Signaturen werden geprüft, sobald er entsperrt ist.
problem-keyring-missing = Es läuft kein Schlüsselbund-Dienst; Signaturen lassen sich nicht prüfen. Starten Sie einen, oder lassen Sie Tokens und Geheimnisse in einer Datei aufbewahren, die nur Sie lesen können.
problem-keyring-none = In Ihrem Schlüsselbund-Programm ist kein Schlüsselbund offen; Tokens und Geheimnisse lassen sich weder aufbewahren noch lesen. Öffnen Sie Ihren dort, oder lassen Sie sie in einer Datei aufbewahren, die nur Sie lesen können.
problem-keyring-refused = Der Schlüsselbund gibt Rowbell seine Einträge nicht frei. Änderungen werden aufbewahrt und gezeigt; ihre Signaturen werden geprüft, sobald Sie es erlauben.
problem-keyring-slow = Der Schlüsselbund antwortet nicht. Signaturen werden geprüft, sobald er es tut. Sehen Sie nach, ob sein Passwortfenster offen ist.
problem-not-connected = { $count ->
    [one] { $base } ist nicht verbunden.
   *[other] { $base } sind nicht verbunden.
} { $reason } Was sich inzwischen ändert, wird nachgeholt.
problem-port-forbidden = Rowbell darf unter { $address } nicht empfangen; dort kommt kein Webhook an. Tragen Sie bei einem anderen Port die neue Adresse in SeaTable ein.
problem-port-taken = Port { $port } wird von einem anderen Programm{ $program ->
    [none] {""}
   *[other] {" "}({ $program })
} verwendet; dort kommt kein Webhook an. Tragen Sie bei einem anderen Port die neue Adresse in SeaTable ein.
problem-relay-away = { $relay } ist nicht verbunden. { $reason } { $code ->
    [mailbox_closed] Webhooks dorthin werden abgewiesen.
    [invitation_needed] Webhooks dorthin werden abgewiesen.
    [no_key] Webhooks dorthin gehen verloren.
   *[other] Was dort inzwischen ankommt, wird aufgehoben; nichts geht verloren.
}
problem-secret-missing = Die Adresse { $endpoint } verlangt Signaturen, aber ihr Geheimnis ist hier nicht mehr gespeichert. Änderungen werden ungeprüft aufbewahrt. Erzeugen Sie ein neues Geheimnis und tragen Sie es in SeaTable ein.
problem-webhook-off = SeaTable hat den Webhook von { $base } abgeschaltet (bemerkt: { $noticed }). { $why ->
    [wrong_signature] Nachrichten mit falscher Signatur wurden fünfmal in Folge abgewiesen.
    [not_stored] Änderungen ließen sich hier nicht speichern und wurden fünfmal in Folge abgewiesen.
    [host_refused] Nachrichten an einen nicht zugelassenen Namen wurden fünfmal in Folge abgewiesen.
    [other_port] Seine Adresse nennt einen anderen Port als den, an dem Rowbell empfängt. Korrigieren Sie sie in SeaTable, oder legen Sie den Webhook neu an.
    [not_listening] Rowbell empfing nichts, deshalb wurde die Verbindung abgewiesen.
    [away] Vermutlich wurde eine Verbindung abgewiesen, während dieser Computer schlief oder Rowbell nicht lief.
   *[other] Vermutlich konnte er diesen Computer nicht erreichen, obwohl Rowbell lief.
} { $obstacle ->
    [mended] Rowbell hat ihn wieder eingeschaltet ({ $at }). Ist die Base nicht auch verbunden, fehlt hier, was sich inzwischen geändert hat.
    [wait] Rowbell schaltet ihn um { $at } wieder ein; das letzte Mal ist erst kurz her.
    [reason] Er würde sofort wieder abgeschaltet. Beheben Sie das zuerst; dann schaltet Rowbell ihn wieder ein.
    [in_vain] Rowbell hat ihn schon einmal eingeschaltet, und es kam nichts. Prüfen Sie, ob der Server seine Adresse erreicht, und schalten Sie ihn dann ein.
    [refused] Er ließ sich nicht wieder einschalten.
   *[other] Über ihn kommt nichts, bis er wieder eingeschaltet ist.
}
problem-webhook-silent = { $base } hat sich geändert, aber der Webhook kommt nicht mehr. SeaTable hat ihn anscheinend abgeschaltet: Öffnen Sie { $address } in SeaTable, Menü der Base, Erweitert, Webhooks, und klicken Sie auf Speichern. Mit einem Konto erledigt Rowbell das selbst. Falls Sie den Webhook gelöscht haben, braucht Rowbell ihn nicht mehr zu erwarten.

## Tastatur
keys = Tastenkürzel
close = Schließen
press-ctrl = Strg
press-delete = Entf
press-enter = Eingabe
press-escape = Esc
key-next = Nächste Änderung
key-previous = Vorherige Änderung
key-open = Zeile in SeaTable öffnen
key-read = Als gelesen markieren und weiter
key-unread = Als ungelesen oder gelesen markieren
key-read-all = Alle in der Liste als gelesen markieren
key-fold = Bearbeitungen einer Zeile auf- und zuklappen
key-delete = Löschen
key-undo = Rückgängig
key-new = Neue Änderungen zeigen
key-search = Suchen
key-back = Zurück
key-all = Zu allen Änderungen
key-unread-view = Zu den ungelesenen
key-insight = Zum Überblick
key-settings = Zu den Einstellungen
key-keys = Diese Tastenkürzel

## Überblick
insight-chart = Änderungen im Lauf der Zeit
insight-step = Balken für
insight-hours = Stunden
insight-days = Tage
insight-hint = Wählen Sie einen Balken, um seine Änderungen zu sehen.
insight-none = Änderungen erscheinen hier als Balken, einer für jede Stunde oder jeden Tag. In dieser Zeit gab es keine.
insight-bar = { $time }: { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
}
insight-total-hours = { $count ->
    [one] Änderung
   *[other] Änderungen
} in { $bars ->
    [one] einer Stunde
   *[other] { $bars } Stunden
}
insight-total-days = { $count ->
    [one] Änderung
   *[other] Änderungen
} in { $bars ->
    [one] einem Tag
   *[other] { $bars } Tagen
}
insight-tables = Nach Tabelle
insight-people = Nach Person
insight-keys = gehen durch die Änderungen,
insight-keys-more = listet alle Tasten auf
person-unknown = Unbekannt

## Erster Start
welcome-title = Erfahren, was sich in SeaTable ändert
welcome-text = Rowbell meldet sich auf Ihrem Desktop, wenn sich in Ihren Bases etwas ändert, und bewahrt alles auf, damit Sie nachsehen können. Verbinden Sie zum Anfang eine Base.
welcome-later = Erst einmal umsehen
recommended = Empfohlen
way-token = Mit einem API-Token verbinden
way-token-text = Rowbell liest die Änderungen der Base aus SeaTable, während sie geschehen, und holt nach, was Sie verpasst haben.
way-token-good = Geht mit SeaTable Cloud und hinter jedem Router; nichts muss geöffnet werden.
way-token-needs = Braucht einen API-Token der Base. Leserechte genügen.
way-token-not = Kann Big-Data-Zeilen nicht verfolgen, denn SeaTable meldet sie nicht.
way-token-go = Token verwenden
way-relay = Webhooks über ein Relay empfangen
way-relay-text = SeaTable schickt bei jeder Änderung eine Nachricht, einen Webhook, an einen kleinen Server Ihrer Firma oder Ihren eigenen. Er hebt sie versiegelt und dort für niemanden lesbar auf, bis dieser Computer wach ist.
way-relay-good = Nichts geht verloren, während dieser Computer schläft oder unterwegs ist, meist bis zu einer Woche.
way-relay-needs = Braucht jemanden, der ein Relay betreibt (rowbell-relay) und Ihnen die Adresse oder eine Einladung gibt.
way-relay-not = Namen von Bases und Personen sowie Links zu Zeilen gibt es nur mit der Adresse der Base oder einem Token.
way-relay-go = Relay verwenden
way-local = Webhooks auf diesem Computer empfangen
way-local-text = Ein Webhook ist eine Nachricht, die SeaTable bei jeder Änderung an eine Adresse schickt. Hier ist es die Adresse dieses Computers.
way-local-good = Nichts wird abgefragt: SeaTable schickt jede Änderung von selbst.
way-local-needs = Braucht einen SeaTable-Server, der diesen Computer erreicht, etwa einen im eigenen Netz.
way-local-not = Was sich ändert, während dieser Computer schläft, geht verloren, und SeaTable schaltet einen Webhook ab, der ihn auch nur einmal nicht erreicht.
way-local-go = Lokale Adresse verwenden
token = API-Token
send-plainly = Trotzdem unverschlüsselt senden
token-hint = Er bleibt { $place ->
    [file] in einer Datei, die nur Sie lesen können,
   *[other] im Schlüsselbund Ihres Systems
} und geht nur an Ihren Server.
token-missing = Es fehlt noch der Token. Fügen Sie den ein, den SeaTable für diese Base anzeigt.
token-step-menu = Zeigen Sie auf der Startseite von SeaTable auf die Base und klicken Sie auf ihre drei Punkte. Wählen Sie „Erweitert“, dann „API-Token“.
token-step-make = Fügen Sie einen Token namens Rowbell mit Leserechten hinzu.
token-step-paste = Kopieren Sie ihn und fügen Sie ihn hier ein.
server = Server
server-hint = Nur bei einem eigenen Server. Auch die Adresse der Base aus dem Browser geht.
connect = Verbinden
connecting = Verbindet sich …
seatable-advanced = Erweitert
seatable-api-token = API-Token
seatable-webhooks = Webhooks
drawing = Die Startseite von SeaTable. Das Menü hinter den drei Punkten einer Base ist bei „Erweitert“ geöffnet; dort ist { $target }.
waiting-title = Verbunden mit { $base }
waiting-title-not = { $base } ist noch nicht verbunden
waiting-text = Wartet auf Ihre erste Änderung. Bearbeiten Sie eine beliebige Zelle in { $base }; sie erscheint hier.
waiting-local = Wartet auf Ihre erste Änderung. Bearbeiten Sie eine beliebige Zelle der Base; sie erscheint hier.
waiting-sample = Die Teständerung ist hier angekommen. Jetzt fehlt noch die erste von SeaTable: Bearbeiten Sie eine beliebige Zelle der Base.
waiting-forged = Es kam etwas, aber die Signatur passt nicht; in SeaTable steht also ein anderes Geheimnis. Tragen Sie es dort genau so ein wie hier. Es wird weiter auf eine Änderung mit der richtigen Signatur gewartet.
waiting-refused = SeaTable schaltet einen Webhook nach fünf Abweisungen in Folge ab.
arrived = Es funktioniert. Die Änderung war nach { $span } hier.
arrived-announced = Es funktioniert. Hier ist Ihre erste Änderung; die Benachrichtigung erschien { $span } nach ihrem Eintreffen.
arrived-live = Es funktioniert. Hier ist Ihre erste Änderung.
show-history = Verlauf zeigen
connect-another = Weitere Base verbinden
relay-lead = Fügen Sie die Adresse des Relays ein oder die Einladung, die Sie vom Betreiber bekommen haben. Rowbell öffnet dort ein Postfach, das nur dieser Computer lesen kann.
relay-invited = Sie haben eine Einladung zum Relay { $host } geöffnet. Noch ist nichts eingerichtet. Fahren Sie fort, wenn Sie wissen, wer es betreibt: Es sieht jeden Webhook in dem Moment, in dem er ankommt, und hebt ihn versiegelt auf.
relay-field = Adresse des Relays oder Einladungslink
relay-field-hint = Sie haben sie von der Person bekommen, die das Relay betreibt.
relay-invitation = Einladung
relay-invitation-hint = Die 22 Zeichen einer Einladung, wie Sie sie vom Betreiber des Relays bekommen haben.
relay-missing = Es fehlt noch die Adresse. Fügen Sie die des Relays ein oder den Einladungslink.
relay-set-up = Einrichten
relay-setting-up = Das Postfach wird geöffnet …
relay-at = Postfach beim Relay { $host }.
relay-live = Verbunden seit { $time }.
relay-live-now = Verbunden.
relay-connecting = Die Verbindung wird aufgebaut.
relay-waiting = Nicht verbunden. { $reason }
relay-again = Nicht verbunden, nächster Versuch um { $time }. { $reason }
relay-reach = Auch erreichbar, während dieser Computer schläft
relay-later = Sie finden diese Adresse in den Einstellungen unter „Adressen“ wieder.
local-warning = SeaTable schickt jede Änderung einmal. Ist dieser Computer in dem Moment nicht erreichbar, schaltet SeaTable den Webhook ab, und die Änderung ist verloren. Mit einem API-Token gilt das nicht.
local-step-address = Adresse kopieren
local-only-here = Diese Adresse gilt nur auf diesem Computer. Für einen Server in Ihrem Netz stellen Sie in den Einstellungen unter „Adressen“ die Adresse auf 0.0.0.0.
local-step-secret = Geheimnis erzeugen
local-step-enter = Beides in SeaTable eintragen
local-enter-text = Zeigen Sie auf der Startseite von SeaTable auf die Base und klicken Sie auf ihre drei Punkte. Wählen Sie „Erweitert“, dann „Webhooks“. Fügen Sie einen Webhook mit der Adresse und dem Geheimnis hinzu.
local-account = Mit Ihrem Konto-Token legt Rowbell den Webhook selbst an und kümmert sich um ihn.
local-account-go = Konto hinzufügen
local-step-test = Ausprobieren
test-send = Teständerung senden
test-good = Hier funktioniert es: Die Teständerung war nach { $span } im Verlauf.
test-bad = Die Adresse hat mit { $status } geantwortet, und die Teständerung kam nicht an. Die Seitenleiste zeigt, woran es liegen kann.
address = Adresse
copied = Kopiert
reach-this-computer = Nur von diesem Computer erreichbar
reach-local-network = Aus Ihrem Netz erreichbar
reach-internet = Aus dem Internet erreichbar
reach-tunnel = Nur über ein VPN erreichbar, solange es besteht
reach-bridge = Nur für Container und virtuelle Maschinen auf diesem Computer erreichbar
secret = Geheimnis
secret-none = Ohne Geheimnis kann jeder, der die Adresse kennt, Änderungen schicken. Mit einem wird jede geprüft.
secret-set = Ein Geheimnis ist gesetzt. Jede Änderung wird damit geprüft.
secret-two = Zwei Geheimnisse gelten. Tragen Sie das neue in SeaTable ein und machen Sie dann das alte ungültig.
secret-unread = Ein Geheimnis ist gesetzt, aber im Moment nicht lesbar.
secret-once = Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt und dann { $place ->
    [file] in einer Datei aufbewahrt, die nur Sie lesen können.
   *[other] im Schlüsselbund aufbewahrt.
}
secret-make = Geheimnis erzeugen
secret-change = Geheimnis wechseln
secret-drop-old = Altes Geheimnis ungültig machen
secret-remove = Geheimnis entfernen
secret-unlock = Schlüsselbund entsperren

## Einstellungen
cancel = Abbrechen
number-range = Eine ganze Zahl von { $min } bis { $max }. Bis dahin gilt { $value }.

language = Sprache
percent = { $size } %
quit = Rowbell beenden …

rule-added = Hinzugefügt
rule-changed = Geändert
rule-deleted = Gelöscht
rule-links = Verknüpfungen

host-allow = Namen zulassen

likely-me-label = Wer Sie sind
likely-me = Sind Sie { $name }?
likely-me-text = Dann meldet Rowbell nicht, was Sie selbst ändern, außer eine Regel will es.
not-me = Nicht ich
this-is-me = Das bin ich

webhook-enable = Einschalten
webhook-forget = Nicht mehr erwarten
