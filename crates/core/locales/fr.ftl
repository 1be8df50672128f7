# Rowbell en français. Une autre langue est un autre fichier à côté de celui-ci, avec les mêmes clés.

## Valeurs des cellules
empty = vide
checked = coché
unchecked = non coché
date-time-pattern = %d/%m/%Y %H:%M
time-pattern = %H:%M

## Ce qui s’est passé. $table peut être vide.
new-in = Ajout dans { $table }
new-row = Nouvelle ligne
new-row-in = Nouvelle ligne dans { $table }
changed-in = Modification dans { $table }
changed-row = Ligne modifiée
changed-row-in = Ligne modifiée dans { $table }
deleted-from = Suppression dans { $table }
deleted-row = Ligne supprimée
deleted-row-from = Ligne supprimée dans { $table }
linked-to = Nouveau lien vers { $row }
linked-to-in = Nouveau lien vers { $row } ({ $table })
unlinked-from = Lien vers { $row } supprimé
unlinked-from-in = Lien vers { $row } ({ $table }) supprimé
links-changed = Liens modifiés : { $row }
links-changed-in = Liens modifiés : { $row } ({ $table })
row-unnamed = une ligne sans nom
row-in = Ligne dans { $table }
other-change = Modification ({ $type })
other-change-in = Modification dans { $table } ({ $type })
unnamed-change = Quelque chose a changé
unnamed-change-in = Quelque chose a changé dans { $table }
batch-added = { $count ->
    [one] { $count } nouvelle ligne
   *[other] { $count } nouvelles lignes
}
batch-added-in = { $count ->
    [one] { $count } nouvelle ligne dans { $table }
   *[other] { $count } nouvelles lignes dans { $table }
}
batch-changed = { $count ->
    [one] { $count } ligne modifiée
   *[other] { $count } lignes modifiées
}
batch-changed-in = { $count ->
    [one] { $count } ligne modifiée dans { $table }
   *[other] { $count } lignes modifiées dans { $table }
}
batch-deleted = { $count ->
    [one] { $count } ligne supprimée
   *[other] { $count } lignes supprimées
}
batch-deleted-in = { $count ->
    [one] { $count } ligne supprimée dans { $table }
   *[other] { $count } lignes supprimées dans { $table }
}
batch-among = { $row } et d’autres
cell-change = { $column } : { $old } → { $new }
cell-set = { $column } : { $new }
cells-more = { $count ->
    [one] +{ $count } autre
   *[other] +{ $count } autres
}
unrecognised-title = Message que Rowbell n’a pas pu lire
unrecognised-text = Conservé en entier dans l’historique, comme requête brute
missed-title = Des modifications plus anciennes manquent
missed-title-of = Des modifications plus anciennes de { $base } manquent
missed-letters = Votre relais n’avait plus tous les webhooks arrivés en l’absence de cet ordinateur. On ne sait pas combien il en manque.
missed-restored = Le serveur SeaTable a été ramené à un état antérieur. Ce qui a été fait entre cet état et la restauration y est annulé ; ce que Rowbell n’avait pas encore reçu manque ici.
missed-text = { $count ->
    [one] Une opération antérieure n’est plus disponible dans SeaTable. Elle a pu modifier des lignes.
   *[other] { $count } opérations antérieures ne sont plus disponibles dans SeaTable. Elles ont pu modifier des lignes.
}
forged-title = Message à la signature incorrecte
unverified-note = signature non vérifiée

## Résumés
summary-title = { $count ->
    [one] { $count } modification
   *[other] { $count } modifications
}
summary-title-in = { $count ->
    [one] { $count } modification dans { $base }
   *[other] { $count } modifications dans { $base }
}
summary-table = { $table } : { $count }
summary-span = entre { $from } et { $to }
summary-while-away = pendant que Rowbell était fermé
summary-caught-up = pendant votre absence
hidden-change = Une modification dans { $base }
summary-while-paused = pendant que les notifications étaient en pause
summary-while-quiet = pendant les heures calmes
summary-while-snoozed = pendant que c’était reporté
summary-digest = rassemblées par « { $rule } »
summary-unanswered = pas encore confirmées
summary-while-no-server = tant qu’aucune notification n’était possible
summary-while-do-not-disturb = tant que « Ne pas déranger » était activé

## Notifications
open-row = Ouvrir la ligne
open-table = Ouvrir le tableau
open-details = Détails
close = Fermer
mark-read = Marquer comme lu
allow-host = Autoriser { $host }
host-refused-title = Un webhook a été refusé
host-refused-text = Il était adressé à { $host }. Après cinq refus de suite, SeaTable désactive le webhook. Autoriser ce nom ?
clicks-open = Un clic sur une notification ouvre la ligne.
clicks-close-beside-buttons = Sur ce bureau, un clic sur le texte d’une notification la ferme ; son bouton « Ouvrir la ligne » ouvre la ligne.
clicks-close-with-left = Avec dunst, le bouton gauche de la souris ferme une notification et celui du milieu ouvre la ligne, sauf indication contraire dans dunstrc.
clicks-nothing = Les notifications de ce bureau ne réagissent pas aux clics. Les lignes s’ouvrent depuis la fenêtre de Rowbell ou le menu de son icône.
do-not-disturb-unknown = Ce bureau n’indique pas si « Ne pas déranger » est activé. Ce qui arrive entre-temps est considéré comme affiché et reste non lu dans l’historique. Pour en avoir un résumé, mettez plutôt les notifications en pause dans Rowbell.
secure-title = L’adresse est désormais en https
secure-text = Le serveur renvoie à { $server }. Rowbell utilise désormais cette adresse, pour qu’aucun jeton ne circule en clair.
details-no-address = Rowbell ne connaît pas encore l’adresse de cette base. Dès qu’il la connaîtra, un clic ouvrira la ligne : rowbell base add ADDRESS, dans un terminal.
details-hidden = Les notifications ne révèlent rien du contenu de cette base. Dans un terminal, rowbell show { $id } l’affiche.
keeps-running-title = Rowbell continue de tourner
keeps-running = Les changements sont toujours annoncés. Aucun panneau n’affiche d’icône ici : pour rouvrir la fenêtre, lancez Rowbell depuis le menu des applications ou avec la commande rowbell. Sous GNOME, l’extension « AppIndicator and KStatusNotifierItem Support » ajoute l’icône.
failed-title = Rowbell n’a pas pu le faire
failed-window-title = La fenêtre n’a pas pu s’afficher
failed-open-title = La ligne n’a pas pu être ouverte
failed-open = Aucun programme n’a accepté son adresse ; la modification reste non lue. Définissez un navigateur par défaut dans les paramètres de votre bureau, puis ouvrez la ligne depuis l’historique.
failed-gone = Cette modification n’est plus dans l’historique, il n’y a donc rien à ouvrir.
failed-disk-full = Le disque est plein, cela n’a donc pas pu être noté. Libérez de l’espace et réessayez.
failed-database = L’historique ne peut pas être lu ou écrit ({ $detail }). Vérifiez que le dossier de données est accessible en écriture, puis réessayez.
failed-settings = Les paramètres ne peuvent pas être écrits ({ $detail }) ; rien n’a été modifié. Vérifiez que { $file } est accessible en écriture, puis réessayez.
failed-settings-line = La ligne { $line } des paramètres n’est pas utilisable ({ $message }) ; rien n’a été modifié. Corrigez { $file }, enregistrez le fichier et réessayez.
failed-settings-file = Le fichier de paramètres est inutilisable en l’état ({ $message }) ; rien n’a été modifié. Corrigez { $file }, puis réessayez.
failed-other = Ce n’était pas possible. Rien n’a été changé ; l’état et le journal en donnent la raison.

## Icône de la zone de notification
tray-no-changes = Aucune modification pour l’instant
tray-recent = { $title } : { $text }
tray-open = Ouvrir Rowbell
tray-mark-all-read = Tout marquer comme lu
tray-pause-hour = Mettre les notifications en pause pour une heure
tray-pause-tomorrow = Mettre les notifications en pause jusqu’à demain matin
tray-pause-open = Mettre les notifications en pause jusqu’à nouvel ordre
tray-resume = Reprendre les notifications
tray-quit = Quitter Rowbell
tray-unread = { $count ->
    [0] Rowbell : tout est lu
    [one] Rowbell : { $count } modification non lue
   *[other] Rowbell : { $count } modifications non lues
}
tray-trouble = Rowbell : { $what }
tray-listening = À l’écoute sur { $address }
tray-connected = Connexions actives : { $bases }
tray-relay = Relais { $relay } : connecté depuis { $since }, dernier signe de vie il y a moins de 30 s
tray-relay-heard = Relais { $relay } : connecté depuis { $since }, dernier signe de vie { $seconds ->
    [0] à l’instant
   *[other] il y a { $seconds } s
}
tray-relay-away = Relais { $relay } : non connecté
tray-relay-coming = { $count ->
    [one] Un webhook qui y attendait arrive
   *[other] { $count } webhooks qui y attendaient arrivent
}
tray-relay-waited = { $count ->
    [one] Un webhook y attendait et est arrivé
   *[other] { $count } webhooks y attendaient et sont arrivés
}
tray-relay-gap = Il en manque de plus anciens : le relais ne les avait plus
tray-last-change = Dernière modification : { $time }
tray-no-change-yet = Aucune modification reçue pour l’instant
tray-quiet-until = Heures calmes jusqu’à { $time }
tray-quiet = Heures calmes
tray-paused-until = Notifications en pause (reprise : { $time })
tray-paused = Notifications en pause

## Ce qui ne va pas : ce qui s’est passé, ce que cela signifie, ce qu’il faut faire
trouble-settings = La ligne { $line } des paramètres est inutilisable : { $message }. Les paramètres précédents restent en vigueur. Corrigez { $file }, puis enregistrez le fichier.
trouble-rule = La règle « { $rule } » ne peut pas être appliquée : { $fault ->
    [table] la base n’a pas de table « { $what } »
    [column] la table n’a pas de colonne « { $column } »
    [option] la colonne « { $column } » n’a pas d’option « { $what } »
    [asked] « { $what } » ne peut pas être demandé à la colonne « { $column } »
   *[term] la colonne « { $column } » ne peut pas être comparée à ce que la règle indique
}. D’ici là, elle n’annonce rien et ne retient rien. Corrigez-la dans le fichier de paramètres, ou supprimez-la.
trouble-settings-file = Le fichier de paramètres { $file } est inutilisable : { $message }. Les paramètres précédents restent en vigueur. Remettez le fichier en place ou corrigez-le ; la dernière version utilisable est conservée dans { $copy }.
trouble-port-taken = Le port { $port } est utilisé par un autre programme{ $program ->
    [none] {""}
   *[other] {" "}({ $program })
}. Tant qu’aucun port n’est libre, Rowbell ne peut pas recevoir de modifications à cette adresse. `rowbell endpoint port { $free }` utilise un port libre ; modifiez alors aussi l’adresse du webhook dans SeaTable.
trouble-port-forbidden = Rowbell n’a pas le droit d’utiliser { $address }. Il ne peut pas y recevoir de modifications. Choisissez un port supérieur à 1023 avec `rowbell endpoint port { $free }`.
trouble-address = L’adresse { $address } n’appartient pas à cet ordinateur. Rowbell ne peut pas y recevoir de modifications. Corrigez `address` sous `[listen]` dans les paramètres.
trouble-address-other = Rowbell ne peut pas écouter sur { $address } ({ $detail }). Il ne peut pas y recevoir de modifications. Vérifiez `address` et `port` dans les paramètres.
trouble-keyring-locked = Le trousseau de clés est verrouillé. Les messages sont conservés et affichés, mais leurs signatures ne seront vérifiées que plus tard. Déverrouillez le trousseau ; `rowbell secret unlock` lui fait demander son mot de passe.
trouble-keyring-missing = Aucun service de trousseau n’est actif. Tant que c’est le cas, les signatures ne peuvent pas être vérifiées. Démarrez-en un, ou indiquez `secrets = "file"` dans les paramètres pour conserver les secrets dans un fichier que vous seul pouvez lire.
trouble-keyring-none = Votre gestionnaire de clés n’a pas de trousseau, ou aucun qui soit ouvert : jetons et secrets ne peuvent être ni conservés ni lus. Ouvrez-y le vôtre. Si vous n’en avez pas, le gestionnaire propose d’en créer un dès qu’il faut conserver quelque chose ; ou indiquez `secrets = "file"` dans les paramètres pour tout conserver dans un fichier que vous seul pouvez lire.
trouble-keyring-refused = Le trousseau de clés ne laisse pas Rowbell lire ses entrées. Les messages sont conservés et affichés, mais leurs signatures ne seront vérifiées que plus tard. Autorisez l’accès dans votre gestionnaire de clés ; `rowbell secret unlock` lui fait poser la question de nouveau.
trouble-keyring-slow = Le trousseau de clés ne répond pas. Les signatures seront vérifiées dès qu’il répondra. Vérifiez si sa fenêtre de mot de passe est ouverte ; `rowbell secret unlock` fait un nouvel essai.
trouble-keyring-failed = Le trousseau de clés signale une erreur ({ $detail }). Tant qu’il ne fonctionne pas, les signatures ne peuvent pas être vérifiées. Consultez votre gestionnaire de clés ou reconnectez-vous.
trouble-secret-missing = Le point de terminaison « { $endpoint } » exige des signatures, mais son secret n’est plus conservé. Les messages sont conservés sans vérification. Saisissez-le de nouveau avec `rowbell secret set { $argument }`.
trouble-disk-full = Le disque est plein. Les modifications ne peuvent pas être enregistrées et sont refusées ; après cinq refus de suite, SeaTable désactive le webhook. Libérez de l’espace ; Rowbell reprendra de lui-même.
trouble-database = L’historique ne peut pas être enregistré ({ $detail }). Les modifications sont refusées ; après cinq refus de suite, SeaTable désactive le webhook. Vérifiez que le dossier de données est accessible en écriture.
trouble-set-aside = { $whole ->
    [yes] Le fichier de l’historique était endommagé. Rowbell en a copié la totalité dans un nouveau : { $count } modifications. Rien ne manque. Le fichier endommagé est conservé sous { $path }.
   *[no] Le fichier de l’historique était endommagé. Rowbell a copié dans un nouveau ce qui était lisible : { $count } modifications. D’autres manquent. Le fichier endommagé est conservé sous { $path } ; gardez-le, car il est peut-être encore possible d’en récupérer une partie.
}
trouble-index-behind = L’index de recherche est reconstruit à partir de l’historique. Jusque-là, les recherches et les listes filtrées sont incomplètes. Rien n’est perdu, et il n’y a rien à faire.
trouble-history-moved = Un autre programme a supprimé ou remplacé des fichiers de l’historique pendant que Rowbell les utilisait. Rowbell les a rouverts ; des modifications des minutes précédentes peuvent manquer. Ne touchez pas à { $path } ni aux fichiers voisins tant que Rowbell fonctionne, ou quittez-le d’abord.
trouble-no-popups = { $system ->
    [windows] Windows n’accepte pas de notifications. Les modifications restent non lues et seront résumées dès que les notifications seront de nouveau possibles. Vérifiez dans Paramètres, sous Système, Notifications, qu’elles sont activées.
    [macos] macOS n’accepte pas de notifications. Les modifications restent non lues et seront résumées dès que les notifications seront de nouveau possibles. Vérifiez dans Réglages Système, sous Notifications, que Rowbell peut en envoyer.
   *[other] Aucun service de notification n’est actif. Les modifications restent non lues et seront résumées dès que les notifications seront de nouveau possibles. Démarrez le service de notification de votre environnement de bureau.
}
trouble-popups-slow = Le service de notification ({ $server }) ne répond pas. Les modifications restent non lues et seront résumées dès qu’il répondra. Si cela dure, fermez votre session et rouvrez-la.
trouble-popups-inhibited = « Ne pas déranger » est activé. Les modifications restent non lues et seront résumées en une notification dès sa désactivation.
trouble-window = La fenêtre n’a pas pu s’afficher : son programme s’est arrêté avant que quoi que ce soit ne soit visible, même avec l’affichage le plus simple. Les notifications, l’icône et les commandes (`rowbell history`, `rowbell pause`, `rowbell quit`) fonctionnent sans elle. { $system ->
    [linux] Souvent, il manque un pilote ; sous Debian et Ubuntu, `sudo apt install libgl1-mesa-dri libegl-mesa0` en installe un qui convient à tout ordinateur. Relancez ensuite `rowbell`.
   *[other] `rowbell` réessaie.
}
trouble-forged = { $count ->
    [one] { $count } message adressé au point de terminaison « { $endpoint } » avait une signature incorrecte. Il est conservé, mais ne déclenche aucune notification. Si le secret a été mal saisi, saisissez-le de nouveau avec `rowbell secret set { $argument }` ; sinon, `rowbell read --all` confirme que vous l’avez vu.
   *[other] { $count } messages adressés au point de terminaison « { $endpoint } » avaient une signature incorrecte. Ils sont conservés (32 Mo au plus), mais ne déclenchent aucune notification. Si le secret a été mal saisi, saisissez-le de nouveau avec `rowbell secret set { $argument }` ; sinon, `rowbell read --all` confirme que vous l’avez vu.
}
trouble-host-refused = Un webhook adressé à { $host } a été refusé. Après cinq refus de suite, SeaTable le désactive. `rowbell endpoint allow { $argument }` autorise ce nom.
trouble-not-connected = { $base } { $count ->
    [one] n’est pas connectée
   *[other] ne sont pas connectées
} : { $code ->
    [wrong_token] son jeton d’API n’est plus valable. Les modifications ne peuvent pas être suivies. Créez un nouveau jeton dans SeaTable et lancez `rowbell connect`.
    [not_allowed] son jeton d’API n’est plus accepté : il a été supprimé ou ne permet pas cela. Les modifications ne peuvent pas être suivies. Créez un nouveau jeton dans SeaTable et lancez `rowbell connect`.
    [not_found] la base n’existe plus. Si elle a été supprimée, `rowbell base remove` l’oublie.
    [server] le serveur a un problème de son côté. Rowbell réessaie ; ce qui change entre-temps sera rattrapé.
    [no_token] aucun jeton d’API n’est conservé pour elle. Les modifications ne peuvent pas être suivies. Lancez `rowbell connect`.
    [no_network] le serveur est injoignable. Rowbell réessaie ; ce qui change entre-temps sera rattrapé.
    [timed_out] le serveur ne répond pas. Rowbell réessaie ; ce qui change entre-temps sera rattrapé.
    [too_many] le serveur n’accepte plus de requêtes pour l’instant. Rowbell réessaie ; ce qui change entre-temps sera rattrapé.
    [certificate] le certificat du serveur n’est pas reconnu ; rien ne lui a été envoyé{ $reason ->
        [expired] {" (il a expiré)"}
        [early] {" (il n’est pas encore valable)"}
        [name] {" (il est établi pour un autre nom)"}
        [issuer] {" (il vient d’une autorité inconnue ici)"}
       *[other] {""}
    }.
    [keyring_locked] le trousseau est verrouillé. Déverrouillez-le avec `rowbell secret unlock`.
    [keyring_none] aucun trousseau qui pourrait contenir son jeton d’API n’est ouvert dans le gestionnaire de clés. Ouvrez-y le vôtre ou, si vous n’en avez pas, lancez `rowbell connect`.
    [keyring_refused] le trousseau ne laisse pas Rowbell lire son jeton d’API. Autorisez-le dans le gestionnaire de clés ; `rowbell secret unlock` lui fait poser la question de nouveau.
    [other_base] son jeton d’API est celui d’une autre base. Les modifications ne peuvent pas être suivies. Lancez `rowbell connect` avec un jeton de celle-ci.
   *[other] { $detail }
}
trouble-behind = Ce qui a été manqué dans { $base } ne peut pas être lu pour l’instant. Les nouvelles modifications arrivent comme d’habitude et Rowbell réessaie ; rien n’est perdu tant que le journal de SeaTable le conserve. La raison : { $detail }
trouble-no-websocket = { $base } est connectée, mais ses modifications arrivent jusqu’à cinq minutes plus tard : un proxy sur le chemin du serveur ne laisse passer aucun WebSocket. Rien n’est perdu. Son administrateur devrait lui faire transmettre « Upgrade ».
trouble-gap = Certaines modifications plus anciennes de { $base } ne sont plus disponibles : l’historique a une lacune à cet endroit. Il est complet depuis.
trouble-relay-away = Le relais { $relay } { $code ->
    [no_network] est injoignable. Il garde ce qui arrive, et Rowbell réessaie ; rien n’est perdu.
    [timed_out] ne répond pas. Il garde ce qui arrive, et Rowbell réessaie ; rien n’est perdu.
    [lost] n’est plus connecté. Il garde ce qui arrive, et Rowbell réessaie ; rien n’est perdu.
    [certificate] a un certificat qui n’est pas fiable ; rien ne lui a été envoyé{ $reason ->
        [expired] {" (il a expiré)"}
        [early] {" (il n’est pas encore valable)"}
        [name] {" (il est établi pour un autre nom)"}
        [issuer] {" (il vient d’une autorité inconnue ici)"}
       *[other] {""}
    }. Les webhooks y attendent que ce soit réglé. Adressez-vous à son exploitant, et vérifiez l’heure de cet ordinateur.
    [mailbox_closed] n’a plus votre boîte : son exploitant l’a fermée. Les webhooks de SeaTable y sont refusés. Adressez-vous à l’exploitant, ou configurez le relais à nouveau avec `rowbell relay add`.
    [invitation_needed] ne connaît plus votre boîte, et une nouvelle demande une invitation. Les webhooks de SeaTable y sont refusés. Demandez-en une à l’exploitant, et configurez le relais à nouveau avec `rowbell relay add`.
    [keyring_locked] attend la clé de la boîte : le trousseau est verrouillé. Déverrouillez-le avec `rowbell secret unlock`. Le relais garde les webhooks en attendant.
    [keyring_none] attend la clé de la boîte : aucun trousseau n’est ouvert dans le gestionnaire de clés. Ouvrez-y le vôtre. Le relais garde les webhooks en attendant.
    [keyring_refused] attend la clé de la boîte : le trousseau ne laisse pas Rowbell la lire. Autorisez-le dans le gestionnaire de clés ; `rowbell secret unlock` lui fait poser la question de nouveau. Le relais garde les webhooks en attendant.
    [no_key] est inutilisable : la clé de la boîte n’est plus conservée, et sans elle personne ne peut lire ce qui a été envoyé. Configurez le relais à nouveau avec `rowbell relay add`, et saisissez la nouvelle adresse dans SeaTable.
    [relay_version] parle une autre version. Mettez Rowbell à jour, ou demandez à l’exploitant de mettre le relais à jour.
    [relay_full] a autant de boîtes que son exploitant le permet. Adressez-vous à lui. Rowbell réessaie.
    [relay_refused] refuse cet ordinateur. Configurez-le à nouveau avec `rowbell relay add`.
    [relay_unavailable] n’atteint pas son propre stockage pour le moment. Il garde ce qui est arrivé, et Rowbell réessaie.
    [not_a_relay] ne répond pas à son adresse, ou autre chose y répond. Rowbell réessaie.
   *[other] est inutilisable : { $detail }. Rowbell réessaie.
}
trouble-letters-gone = Le relais { $relay } n’avait plus tous les webhooks arrivés en l’absence de cet ordinateur ; l’historique a une lacune à cet endroit. La suite est complète.
trouble-webhook-off = SeaTable a désactivé le webhook de { $base } (constaté : { $noticed }) : { $why ->
    [wrong_signature] des messages à la signature incorrecte ont été refusés cinq fois de suite.
    [not_stored] des modifications n’ont pas pu être enregistrées ici et ont été refusées cinq fois de suite.
    [host_refused] des messages adressés à un nom non autorisé ont été refusés cinq fois de suite.
    [other_port] son adresse désigne un autre port de cet ordinateur que celui où Rowbell écoute. Remplacez-la dans SeaTable par une de celles que donne `rowbell url`, ou recréez-le avec `rowbell webhook create`.
    [not_listening] Rowbell n’est pas à l’écoute, la connexion a donc été refusée.
    [away] une connexion a sans doute été refusée pendant que cet ordinateur était en veille ou que Rowbell ne fonctionnait pas.
   *[other] cet ordinateur était sans doute injoignable, alors que Rowbell fonctionnait.
} { $then ->
    [mended] Rowbell l’a réactivé ({ $at }). Si la base n’est pas connectée avec `rowbell connect`, ce qui a changé entre-temps manque ici. Cet avis disparaît avec le prochain webhook.
    [wait] Rowbell le réactivera à { $at } ; la dernière fois est toute récente.
    [reason] Il serait aussitôt désactivé de nouveau. Corrigez d’abord cela ; Rowbell le réactivera ensuite.
    [in_vain] Rowbell l’a déjà réactivé, mais rien n’est arrivé. Vérifiez que le serveur peut joindre son adresse (`rowbell webhook list`), puis lancez `rowbell webhook enable { $argument }`.
    [refused] Il n’a pas pu être réactivé : { $detail }
   *[other] Aucune modification n’arrive par lui. `rowbell webhook enable { $argument }` le réactive.
}
trouble-webhook-silent = { $base } a changé, mais son webhook n’arrive plus. SeaTable semble l’avoir désactivé : ouvrez { $address } dans SeaTable, menu (…), Avancé, Webhooks, et cliquez sur Enregistrer. Avec `rowbell account add`, Rowbell le fait lui-même. Si vous avez supprimé ce webhook : `rowbell webhook forget { $uuid }`.
trouble-account = Le compte sur { $server } est inutilisable, Rowbell ne peut donc pas s’y occuper des webhooks : { $code ->
    [wrong_token] le jeton n’est pas accepté : il est mal saisi, supprimé ou expiré. Donnez-en un valable avec `rowbell account add`.
    [not_allowed] le jeton n’est pas accepté : il est mal saisi, supprimé ou expiré. Donnez-en un valable avec `rowbell account add`.
    [no_network] le serveur est injoignable. Rowbell réessaie.
    [no_token] son jeton n’est plus conservé. Saisissez-le de nouveau avec `rowbell account add`.
   *[other] { $detail }
}
sample-row = Un exemple de modification
sample-table = Exemples
sample-draft = Brouillon
sample-publish = Publier maintenant
