# Rowbell auf Deutsch. Eine weitere Sprache ist eine weitere Datei neben dieser, mit denselben Schlüsseln.

## Werte von Zellen
empty = leer
checked = angehakt
unchecked = nicht angehakt
date-time-pattern = %d.%m.%Y %H:%M
time-pattern = %H:%M

## Was geschehen ist. $table kann leer sein.
new-in = Neu in { $table }
new-row = Neue Zeile
new-row-in = Neue Zeile in { $table }
changed-in = Geändert in { $table }
changed-row = Zeile geändert
changed-row-in = Zeile in { $table } geändert
deleted-from = Gelöscht aus { $table }
deleted-row = Zeile gelöscht
deleted-row-from = Zeile aus { $table } gelöscht
linked-to = Verknüpft mit { $row }
linked-to-in = Verknüpft mit { $row } ({ $table })
unlinked-from = Nicht mehr verknüpft mit { $row }
unlinked-from-in = Nicht mehr verknüpft mit { $row } ({ $table })
links-changed = Verknüpfungen geändert: { $row }
links-changed-in = Verknüpfungen geändert: { $row } ({ $table })
row-unnamed = Zeile ohne Namen
row-in = Zeile in { $table }
other-change = Geändert ({ $type })
other-change-in = Geändert in { $table } ({ $type })
unnamed-change = Etwas hat sich geändert
unnamed-change-in = Etwas hat sich in { $table } geändert
batch-added = { $count ->
    [one] { $count } neue Zeile
   *[other] { $count } neue Zeilen
}
batch-added-in = { $count ->
    [one] { $count } neue Zeile in { $table }
   *[other] { $count } neue Zeilen in { $table }
}
batch-changed = { $count ->
    [one] { $count } Zeile geändert
   *[other] { $count } Zeilen geändert
}
batch-changed-in = { $count ->
    [one] { $count } Zeile in { $table } geändert
   *[other] { $count } Zeilen in { $table } geändert
}
batch-deleted = { $count ->
    [one] { $count } Zeile gelöscht
   *[other] { $count } Zeilen gelöscht
}
batch-deleted-in = { $count ->
    [one] { $count } Zeile aus { $table } gelöscht
   *[other] { $count } Zeilen aus { $table } gelöscht
}
batch-among = { $row } und weitere
cell-change = { $column }: { $old } → { $new }
cell-set = { $column }: { $new }
cells-more = +{ $count } weitere
unrecognised-title = Nachricht, die Rowbell nicht lesen konnte
unrecognised-text = Vollständig im Verlauf aufbewahrt, als Rohdaten der Anfrage
missed-title = Ältere Änderungen fehlen
missed-title-of = Ältere Änderungen in { $base } fehlen
missed-letters = Ihr Relay hatte nicht mehr alle Webhooks, die in Abwesenheit dieses Computers ankamen. Wie viele fehlen, ist nicht bekannt.
missed-restored = Der SeaTable-Server wurde auf einen früheren Stand zurückgesetzt. Was zwischen diesem Stand und dem Zurücksetzen geändert wurde, ist dort rückgängig gemacht; was Rowbell davon noch nicht empfangen hatte, fehlt hier.
missed-text = { $count ->
    [one] Eine Operation davor ist in SeaTable nicht mehr verfügbar. Sie kann Zeilen geändert haben.
   *[other] { $count } Operationen davor sind in SeaTable nicht mehr verfügbar. Sie können Zeilen geändert haben.
}
forged-title = Nachricht mit falscher Signatur
unverified-note = Signatur nicht geprüft

## Zusammenfassungen
summary-title = { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
}
summary-title-in = { $count ->
    [one] { $count } Änderung in { $base }
   *[other] { $count } Änderungen in { $base }
}
summary-table = { $table }: { $count }
summary-span = zwischen { $from } und { $to } Uhr
summary-while-away = während Rowbell nicht lief
summary-caught-up = während Sie weg waren
hidden-change = Eine Änderung in { $base }
summary-while-paused = während Benachrichtigungen pausiert waren
summary-while-quiet = während der Ruhezeit
summary-while-snoozed = solange dies zurückgestellt war
summary-digest = gesammelt von „{ $rule }“
summary-unanswered = noch nicht bestätigt
summary-while-no-server = während keine Benachrichtigungen möglich waren
summary-while-do-not-disturb = während „Nicht stören“ eingeschaltet war

## Benachrichtigungen
open-row = Zeile öffnen
open-table = Tabelle öffnen
open-details = Details
close = Schließen
mark-read = Als gelesen markieren
allow-host = { $host } zulassen
host-refused-title = Ein Webhook wurde abgewiesen
host-refused-text = Er war an { $host } gerichtet. Nach fünf Abweisungen in Folge schaltet SeaTable den Webhook ab. Diesen Namen zulassen?
clicks-open = Ein Klick auf eine Benachrichtigung öffnet die Zeile.
clicks-close-beside-buttons = Auf diesem Desktop schließt ein Klick auf den Text eine Benachrichtigung; ihre Schaltfläche „Zeile öffnen“ öffnet die Zeile.
clicks-close-with-left = Bei dunst schließt die linke Maustaste eine Benachrichtigung, die mittlere öffnet die Zeile, sofern in dunstrc nichts anderes festgelegt ist.
clicks-nothing = Benachrichtigungen nehmen auf diesem Desktop keine Klicks an. Zeilen lassen sich im Fenster von Rowbell oder im Menü seines Symbols öffnen.
do-not-disturb-unknown = Dieser Desktop verrät nicht, ob „Nicht stören“ eingeschaltet ist. Was währenddessen kommt, gilt als angezeigt und bleibt im Verlauf ungelesen. Damit es zusammengefasst wird, pausieren Sie stattdessen die Benachrichtigungen in Rowbell.
secure-title = Die Adresse ist jetzt https
secure-text = Der Server leitet auf { $server } weiter. Rowbell verwendet ab jetzt diese Adresse, damit kein Token unverschlüsselt gesendet wird.
details-no-address = Rowbell kennt die Adresse dieser Base noch nicht. Sobald es sie kennt, öffnet ein Klick die Zeile: rowbell base add ADDRESS, in einem Terminal.
details-hidden = Benachrichtigungen verraten nichts vom Inhalt dieser Base. In einem Terminal zeigt ihn rowbell show { $id } an.
keeps-running-title = Rowbell läuft weiter
keeps-running = Änderungen werden weiter gemeldet. Kein Panel zeigt hier Symbole: Das Fenster öffnet sich wieder über das Anwendungsmenü oder mit dem Befehl rowbell. In GNOME bringt die Erweiterung „AppIndicator and KStatusNotifierItem Support“ das Symbol.
failed-title = Das ging nicht
failed-window-title = Das Fenster konnte nicht angezeigt werden
failed-open-title = Die Zeile ließ sich nicht öffnen
failed-open = Kein Programm hat ihre Adresse angenommen; die Änderung bleibt ungelesen. Legen Sie in den Einstellungen Ihres Desktops einen Standardbrowser fest, und öffnen Sie die Zeile dann aus dem Verlauf.
failed-gone = Diese Änderung steht nicht mehr im Verlauf, es gibt also nichts zu öffnen.
failed-disk-full = Der Datenträger ist voll, deshalb ließ es sich nicht festhalten. Schaffen Sie Platz und versuchen Sie es noch einmal.
failed-database = Der Verlauf lässt sich nicht lesen oder schreiben ({ $detail }). Prüfen Sie, ob der Datenordner beschreibbar ist, und versuchen Sie es noch einmal.
failed-settings = Die Einstellungen lassen sich nicht schreiben ({ $detail }); es wurde nichts geändert. Prüfen Sie, ob { $file } beschreibbar ist, und versuchen Sie es noch einmal.
failed-settings-line = Zeile { $line } der Einstellungen ist nicht verwendbar ({ $message }); es wurde nichts geändert. Korrigieren Sie { $file }, speichern Sie die Datei und versuchen Sie es noch einmal.
failed-settings-file = Die Einstellungsdatei ist so nicht verwendbar ({ $message }); es wurde nichts geändert. Bringen Sie { $file } in Ordnung und versuchen Sie es noch einmal.
failed-other = Das war nicht möglich. Es wurde nichts geändert; den Grund nennen der Status und das Protokoll.

## Symbol in der Leiste
tray-no-changes = Noch keine Änderungen
tray-recent = { $title }: { $text }
tray-open = Rowbell öffnen
tray-mark-all-read = Alle als gelesen markieren
tray-pause-hour = Benachrichtigungen eine Stunde pausieren
tray-pause-tomorrow = Benachrichtigungen bis morgen früh pausieren
tray-pause-open = Benachrichtigungen bis auf Weiteres pausieren
tray-resume = Benachrichtigungen fortsetzen
tray-quit = Rowbell beenden
tray-unread = { $count ->
    [0] Rowbell: alles gelesen
    [one] Rowbell: { $count } ungelesene Änderung
   *[other] Rowbell: { $count } ungelesene Änderungen
}
tray-trouble = Rowbell: { $what }
tray-listening = Empfang unter { $address }
tray-connected = Verbunden: { $bases }
tray-relay = Relay { $relay }: verbunden seit { $since }, letztes Lebenszeichen vor weniger als 30 s
tray-relay-heard = Relay { $relay }: verbunden seit { $since }, letztes Lebenszeichen { $seconds ->
    [0] gerade eben
   *[other] vor { $seconds } s
}
tray-relay-away = Relay { $relay }: nicht verbunden
tray-relay-coming = { $count ->
    [one] Ein Webhook, der dort wartete, kommt gerade an
   *[other] { $count } Webhooks, die dort warteten, kommen gerade an
}
tray-relay-waited = { $count ->
    [one] Ein Webhook wartete dort und ist angekommen
   *[other] { $count } Webhooks warteten dort und sind angekommen
}
tray-relay-gap = Einige ältere fehlen: Das Relay hatte sie nicht mehr
tray-last-change = Letzte Änderung: { $time } Uhr
tray-no-change-yet = Noch keine Änderung eingetroffen
tray-quiet-until = Ruhezeit bis { $time }
tray-quiet = Ruhezeit
tray-paused-until = Benachrichtigungen pausiert bis { $time } Uhr
tray-paused = Benachrichtigungen pausiert

## Was nicht stimmt: was geschehen ist, was es bedeutet, was zu tun ist
trouble-settings = Zeile { $line } der Einstellungen ist nicht verwendbar: { $message }. Die vorherigen Einstellungen gelten weiter. Korrigieren Sie { $file } und speichern Sie die Datei.
trouble-rule = Die Regel „{ $rule }“ lässt sich nicht anwenden: { $fault ->
    [table] Die Base hat keine Tabelle „{ $what }“
    [column] Die Tabelle hat keine Spalte „{ $column }“
    [option] Die Spalte „{ $column }“ hat keine Option „{ $what }“
    [asked] Die Spalte „{ $column }“ lässt sich nicht nach „{ $what }“ fragen
   *[term] Die Spalte „{ $column }“ lässt sich nicht mit dem vergleichen, was die Regel nennt
}. Bis dahin meldet sie nichts und hält nichts zurück. Korrigieren Sie sie in der Einstellungsdatei, oder entfernen Sie sie.
trouble-settings-file = Die Einstellungsdatei { $file } ist nicht verwendbar: { $message }. Die vorherigen Einstellungen gelten weiter. Stellen Sie die Datei wieder her oder korrigieren Sie sie; die letzte brauchbare ist in { $copy } aufbewahrt.
trouble-port-taken = Port { $port } wird von einem anderen Programm{ $program ->
    [none] {""}
   *[other] {" "}({ $program })
} verwendet. Solange kein Port frei ist, kann Rowbell unter dieser Adresse keine Änderungen empfangen. `rowbell endpoint port { $free }` wählt einen freien; ändern Sie dann auch die Adresse des Webhooks in SeaTable.
trouble-port-forbidden = Rowbell darf { $address } nicht verwenden. Es kann dort keine Änderungen empfangen. Wählen Sie mit `rowbell endpoint port { $free }` einen Port über 1023.
trouble-address = Die Adresse { $address } gehört nicht zu diesem Computer. Rowbell kann dort keine Änderungen empfangen. Korrigieren Sie `address` unter `[listen]` in den Einstellungen.
trouble-address-other = Rowbell kann unter { $address } nicht empfangen ({ $detail }). Änderungen kommen dort nicht an. Prüfen Sie `address` und `port` in den Einstellungen.
trouble-keyring-locked = Der Schlüsselbund ist gesperrt. Nachrichten werden aufbewahrt und angezeigt, ihre Signaturen aber erst später geprüft. Entsperren Sie den Schlüsselbund; nach `rowbell secret unlock` fragt er nach seinem Passwort.
trouble-keyring-missing = Es läuft kein Schlüsselbund-Dienst. Bis einer läuft, können Signaturen nicht geprüft werden. Starten Sie einen oder setzen Sie `secrets = "file"` in den Einstellungen, um die Geheimnisse in einer Datei aufzubewahren, die nur Sie lesen können.
trouble-keyring-none = Ihr Schlüsselbund-Programm hat keinen Schlüsselbund oder keinen, der offen ist. Tokens und Geheimnisse können weder aufbewahrt noch gelesen werden. Öffnen Sie Ihren Schlüsselbund dort. Wenn Sie noch keinen haben, bietet das Programm an, einen anzulegen, sobald etwas aufbewahrt werden soll; oder setzen Sie `secrets = "file"` in den Einstellungen, um alles in einer Datei aufzubewahren, die nur Sie lesen können.
trouble-keyring-refused = Der Schlüsselbund gibt Rowbell seine Einträge nicht frei. Nachrichten werden aufbewahrt und angezeigt, ihre Signaturen aber erst später geprüft. Erlauben Sie den Zugriff in Ihrem Schlüsselbund-Programm; nach `rowbell secret unlock` fragt es noch einmal.
trouble-keyring-slow = Der Schlüsselbund antwortet nicht. Signaturen werden geprüft, sobald er antwortet. Sehen Sie nach, ob sein Passwortfenster offen ist; `rowbell secret unlock` versucht es noch einmal.
trouble-keyring-failed = Der Schlüsselbund meldet einen Fehler ({ $detail }). Bis er wieder funktioniert, können Signaturen nicht geprüft werden. Sehen Sie in Ihrem Schlüsselbund-Programm nach oder melden Sie sich neu an.
trouble-secret-missing = Der Endpunkt „{ $endpoint }“ verlangt Signaturen, aber sein Geheimnis ist nicht mehr gespeichert. Nachrichten werden ungeprüft aufbewahrt. Geben Sie es mit `rowbell secret set { $argument }` neu ein.
trouble-disk-full = Der Datenträger ist voll. Änderungen können nicht gespeichert werden und werden abgewiesen; nach fünf Abweisungen in Folge schaltet SeaTable den Webhook ab. Schaffen Sie etwas Platz; Rowbell macht dann von selbst weiter.
trouble-database = Der Verlauf kann nicht gespeichert werden ({ $detail }). Änderungen werden abgewiesen; nach fünf Abweisungen in Folge schaltet SeaTable den Webhook ab. Prüfen Sie, ob in den Datenordner geschrieben werden kann.
trouble-set-aside = { $whole ->
    [yes] Die Datei des Verlaufs war beschädigt. Rowbell hat alles in eine neue kopiert: { $count } Änderungen. Es fehlt nichts. Die beschädigte Datei liegt unter { $path }.
   *[no] Die Datei des Verlaufs war beschädigt. Rowbell hat in eine neue kopiert, was sich lesen ließ: { $count } Änderungen. Andere fehlen. Die beschädigte Datei liegt unter { $path }; bewahren Sie sie auf, vielleicht lässt sich daraus noch etwas retten.
}
trouble-index-behind = Der Suchindex wird aus dem Verlauf neu aufgebaut. Bis das fertig ist, zeigen Suchen und gefilterte Listen nur einen Teil. Es geht nichts verloren, und es ist nichts zu tun.
trouble-history-moved = Ein anderes Programm hat Dateien des Verlaufs gelöscht oder ersetzt, während Rowbell sie geöffnet hatte. Rowbell hat sie neu geöffnet; Änderungen der Minuten davor können fehlen. Lassen Sie { $path } und die Dateien daneben unberührt, solange Rowbell läuft, oder beenden Sie Rowbell vorher.
trouble-no-popups = { $system ->
    [windows] Windows nimmt keine Benachrichtigungen an. Änderungen bleiben ungelesen und werden zusammengefasst, sobald wieder Benachrichtigungen möglich sind. Sehen Sie in den Einstellungen unter System, Benachrichtigungen nach, ob sie eingeschaltet sind.
    [macos] macOS nimmt keine Benachrichtigungen an. Änderungen bleiben ungelesen und werden zusammengefasst, sobald wieder Benachrichtigungen möglich sind. Sehen Sie in den Systemeinstellungen unter Mitteilungen nach, ob Rowbell welche senden darf.
   *[other] Es läuft kein Benachrichtigungsdienst. Änderungen bleiben ungelesen und werden zusammengefasst, sobald wieder Benachrichtigungen möglich sind. Starten Sie den Benachrichtigungsdienst Ihres Desktops.
}
trouble-popups-slow = Der Benachrichtigungsdienst ({ $server }) antwortet nicht. Änderungen bleiben ungelesen und werden zusammengefasst, sobald er antwortet. Bleibt es dabei, melden Sie sich ab und wieder an.
trouble-popups-inhibited = „Nicht stören“ ist eingeschaltet. Änderungen bleiben ungelesen und werden danach in einer Benachrichtigung zusammengefasst.
trouble-window = Das Fenster konnte nicht angezeigt werden: Sein Programm endete, bevor etwas zu sehen war, selbst bei einfachster Darstellung. Benachrichtigungen, Symbol und die Befehle (`rowbell history`, `rowbell pause`, `rowbell quit`) funktionieren ohne Fenster. { $system ->
    [linux] Oft fehlt ein Treiber; unter Debian und Ubuntu bringt `sudo apt install libgl1-mesa-dri libegl-mesa0` einen, der für jeden Computer passt. Rufen Sie danach `rowbell` noch einmal auf.
   *[other] `rowbell` versucht es noch einmal.
}
trouble-forged = { $count ->
    [one] Eine Nachricht an den Endpunkt „{ $endpoint }“ hatte eine falsche Signatur. Sie wird aufbewahrt, löst aber keine Benachrichtigung aus. Falls das Geheimnis falsch eingegeben wurde, geben Sie es mit `rowbell secret set { $argument }` neu ein; andernfalls bestätigt `rowbell read --all`, dass Sie es gesehen haben.
   *[other] { $count } Nachrichten an den Endpunkt „{ $endpoint }“ hatten eine falsche Signatur. Sie werden aufbewahrt (höchstens 32 MB), lösen aber keine Benachrichtigung aus. Falls das Geheimnis falsch eingegeben wurde, geben Sie es mit `rowbell secret set { $argument }` neu ein; andernfalls bestätigt `rowbell read --all`, dass Sie es gesehen haben.
}
trouble-host-refused = Ein Webhook an { $host } wurde abgewiesen. Nach fünf Abweisungen in Folge schaltet SeaTable ihn ab. `rowbell endpoint allow { $argument }` lässt diesen Namen zu.
trouble-not-connected = { $base } { $count ->
    [one] ist
   *[other] sind
} nicht verbunden: { $code ->
    [wrong_token] Der API-Token gilt nicht mehr. Änderungen lassen sich nicht verfolgen. Erstellen Sie in SeaTable einen neuen Token und rufen Sie `rowbell connect` auf.
    [not_allowed] Der API-Token wird nicht mehr angenommen: Er wurde gelöscht oder erlaubt dies nicht. Änderungen lassen sich nicht verfolgen. Erstellen Sie in SeaTable einen neuen Token und rufen Sie `rowbell connect` auf.
    [not_found] Die Base ist nicht mehr da. Falls sie gelöscht wurde, vergisst `rowbell base remove` sie.
    [server] Der Server hat selbst ein Problem. Rowbell versucht es weiter; was sich inzwischen ändert, wird nachgeholt.
    [no_token] Es ist kein API-Token gespeichert. Änderungen lassen sich nicht verfolgen. Rufen Sie `rowbell connect` auf.
    [no_network] Der Server ist nicht erreichbar. Rowbell versucht es weiter; was sich inzwischen ändert, wird nachgeholt.
    [timed_out] Der Server antwortet nicht. Rowbell versucht es weiter; was sich inzwischen ändert, wird nachgeholt.
    [too_many] Der Server nimmt gerade keine Anfragen mehr an. Rowbell versucht es weiter; was sich inzwischen ändert, wird nachgeholt.
    [certificate] Dem Zertifikat des Servers wird nicht vertraut, deshalb wurde nichts gesendet{ $reason ->
        [expired] {" (es ist abgelaufen)"}
        [early] {" (es gilt noch nicht)"}
        [name] {" (es gilt für einen anderen Namen)"}
        [issuer] {" (es stammt von einer hier unbekannten Stelle)"}
       *[other] {""}
    }.
    [keyring_locked] Der Schlüsselbund ist gesperrt. Entsperren Sie ihn mit `rowbell secret unlock`.
    [keyring_none] Im Schlüsselbund-Programm ist kein Schlüsselbund offen, der den API-Token enthalten könnte. Öffnen Sie Ihren dort; falls Sie keinen haben, hilft `rowbell connect`.
    [keyring_refused] Der Schlüsselbund gibt Rowbell den API-Token nicht frei. Erlauben Sie es dort; nach `rowbell secret unlock` fragt er noch einmal.
    [other_base] Der API-Token gehört zu einer anderen Base. Änderungen lassen sich nicht verfolgen. Rufen Sie `rowbell connect` mit einem Token dieser Base auf.
   *[other] { $detail }
}
trouble-behind = Was in { $base } verpasst wurde, lässt sich gerade nicht lesen. Neue Änderungen kommen weiter an, und Rowbell versucht es weiter; solange das Protokoll von SeaTable sie noch enthält, geht nichts verloren. Der Grund: { $detail }
trouble-no-websocket = { $base } ist verbunden, aber Änderungen kommen bis zu fünf Minuten später: Ein Proxy auf dem Weg zum Server lässt keine WebSockets durch. Verloren geht nichts. Wer den Proxy betreibt, sollte ihn „Upgrade“ weitergeben lassen.
trouble-gap = Einige ältere Änderungen von { $base } sind nicht mehr verfügbar; der Verlauf hat dort eine Lücke. Seitdem ist er vollständig.
trouble-relay-away = Das Relay { $relay } { $code ->
    [no_network] ist nicht erreichbar. Es hebt auf, was ankommt, und Rowbell versucht es weiter; nichts geht verloren.
    [timed_out] antwortet nicht. Es hebt auf, was ankommt, und Rowbell versucht es weiter; nichts geht verloren.
    [lost] ist gerade nicht mehr verbunden. Es hebt auf, was ankommt, und Rowbell versucht es weiter; nichts geht verloren.
    [certificate] hat ein Zertifikat, dem nicht vertraut wird, daher wurde nichts dorthin gesendet{ $reason ->
        [expired] {" (es ist abgelaufen)"}
        [early] {" (es gilt noch nicht)"}
        [name] {" (es gilt für einen anderen Namen)"}
        [issuer] {" (es stammt von einer hier unbekannten Stelle)"}
       *[other] {""}
    }. Webhooks warten dort, bis das behoben ist. Fragen Sie den Betreiber, und prüfen Sie, ob die Uhr dieses Computers richtig geht.
    [mailbox_closed] hat Ihr Postfach nicht mehr: Es wurde vom Betreiber geschlossen. Webhooks von SeaTable dorthin werden abgewiesen. Fragen Sie den Betreiber, oder richten Sie das Relay mit `rowbell relay add` neu ein.
    [invitation_needed] kennt Ihr Postfach nicht mehr, und ein neues braucht eine Einladung. Webhooks von SeaTable dorthin werden abgewiesen. Bitten Sie den Betreiber um eine, und richten Sie das Relay mit `rowbell relay add` neu ein.
    [keyring_locked] wartet auf den Schlüssel des Postfachs: Der Schlüsselbund ist gesperrt. Entsperren Sie ihn mit `rowbell secret unlock`. Webhooks werden so lange im Relay aufgehoben.
    [keyring_none] wartet auf den Schlüssel des Postfachs: Im Schlüsselbund-Programm ist kein Schlüsselbund offen. Öffnen Sie Ihren dort. Webhooks werden so lange im Relay aufgehoben.
    [keyring_refused] wartet auf den Schlüssel des Postfachs: Der Schlüsselbund gibt ihn Rowbell nicht frei. Erlauben Sie es dort; nach `rowbell secret unlock` fragt er noch einmal. Webhooks werden so lange im Relay aufgehoben.
    [no_key] ist nicht nutzbar: Der Schlüssel des Postfachs ist nicht mehr gespeichert, und ohne ihn kann niemand lesen, was gesendet wurde. Richten Sie das Relay mit `rowbell relay add` neu ein, und tragen Sie die neue Adresse in SeaTable ein.
    [relay_version] spricht eine andere Version. Aktualisieren Sie Rowbell, oder bitten Sie den Betreiber, das Relay zu aktualisieren.
    [relay_full] hat so viele Postfächer, wie der Betreiber erlaubt. Fragen Sie dort nach. Rowbell versucht es weiter.
    [relay_refused] weist diesen Computer ab. Richten Sie es mit `rowbell relay add` neu ein.
    [relay_unavailable] erreicht gerade seinen eigenen Speicher nicht. Es hebt auf, was angekommen ist, und Rowbell versucht es weiter.
    [not_a_relay] antwortet unter seiner Adresse nicht, oder etwas anderes tut es. Rowbell versucht es weiter.
   *[other] ist nicht nutzbar: { $detail }. Rowbell versucht es weiter.
}
trouble-letters-gone = Das Relay { $relay } hatte nicht mehr alle Webhooks, die in Abwesenheit dieses Computers ankamen; der Verlauf hat dort eine Lücke. Was danach kam, ist vollständig.
trouble-webhook-off = SeaTable hat den Webhook von { $base } abgeschaltet (bemerkt: { $noticed }): { $why ->
    [wrong_signature] Nachrichten mit falscher Signatur wurden fünfmal in Folge abgewiesen.
    [not_stored] Änderungen konnten hier nicht gespeichert werden und wurden fünfmal in Folge abgewiesen.
    [host_refused] Nachrichten an einen nicht zugelassenen Namen wurden fünfmal in Folge abgewiesen.
    [other_port] Seine Adresse nennt einen anderen Port dieses Computers als den, an dem Rowbell empfängt. Ändern Sie sie in SeaTable in eine, die `rowbell url` ausgibt, oder legen Sie ihn mit `rowbell webhook create` neu an.
    [not_listening] Rowbell nimmt nichts an, deshalb wurde die Verbindung abgewiesen.
    [away] Wahrscheinlich wurde eine Verbindung abgewiesen, während dieser Computer schlief oder Rowbell nicht lief.
   *[other] Wahrscheinlich war dieser Computer nicht erreichbar, obwohl Rowbell lief.
} { $then ->
    [mended] Rowbell hat ihn wieder eingeschaltet ({ $at }). Ist die Base nicht mit `rowbell connect` verbunden, fehlt hier, was sich inzwischen geändert hat. Dieser Hinweis endet mit dem nächsten Webhook.
    [wait] Rowbell schaltet ihn um { $at } wieder ein; das letzte Mal ist erst kurz her.
    [reason] Er würde sofort wieder abgeschaltet. Beheben Sie das zuerst; danach schaltet Rowbell ihn wieder ein.
    [in_vain] Rowbell hat ihn schon einmal eingeschaltet, aber es kam nichts an. Prüfen Sie, ob der Server seine Adresse erreicht (`rowbell webhook list`), und rufen Sie dann `rowbell webhook enable { $argument }` auf.
    [refused] Er ließ sich nicht wieder einschalten: { $detail }
   *[other] Über ihn kommen keine Änderungen an. `rowbell webhook enable { $argument }` schaltet ihn wieder ein.
}
trouble-webhook-silent = { $base } hat sich geändert, aber der Webhook kommt nicht mehr. SeaTable hat ihn anscheinend abgeschaltet: Öffnen Sie { $address } in SeaTable, Menü (…), Erweitert, Webhooks, und klicken Sie auf Speichern. Mit `rowbell account add` erledigt Rowbell das selbst. Falls Sie den Webhook gelöscht haben: `rowbell webhook forget { $uuid }`.
trouble-account = Das Konto bei { $server } lässt sich nicht verwenden, deshalb kann Rowbell sich dort nicht um Webhooks kümmern: { $code ->
    [wrong_token] Der Token wird nicht angenommen: Er ist falsch eingegeben, gelöscht oder abgelaufen. Geben Sie mit `rowbell account add` einen gültigen ein.
    [not_allowed] Der Token wird nicht angenommen: Er ist falsch eingegeben, gelöscht oder abgelaufen. Geben Sie mit `rowbell account add` einen gültigen ein.
    [no_network] Der Server ist nicht erreichbar. Rowbell versucht es weiter.
    [no_token] Der Token ist nicht mehr gespeichert. Geben Sie ihn mit `rowbell account add` erneut ein.
   *[other] { $detail }
}
sample-row = Eine Beispieländerung
sample-table = Beispiele
sample-draft = Entwurf
sample-publish = Jetzt veröffentlichen
