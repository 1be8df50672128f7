## Temps
time-now = maintenant
time-moment = à l’instant
time-minutes = { $count } min
time-after = { $span } plus tard
time-changed = Modifié
time-received = Reçu
time-announced = Annoncé
day-today = Aujourd’hui
day-yesterday = Hier
period-since = depuis le { $day }
period-until = jusqu’au { $day }
period-week = 7 jours
period-month = 30 jours
period-from = Du
period-to = Au

## Barre latérale
sidebar = Barre latérale
all = Toutes
unread-view = Non lues
unread = non lue
highlighted = mise en évidence
count-unread = { $count ->
    [one] non lue
   *[other] non lues
}
insight = Aperçu
bases = Bases
base-unnamed = Base { $id }
tables-of = Tableaux de { $base }
counts = { $changes ->
    [one] { $changes } modification
   *[other] { $changes } modifications
}, { $unread } { $unread ->
    [one] non lue
   *[other] non lues
}
connect-base = Connecter une base
settings = Paramètres
connections = Connexions
connection-live = en direct
connection-connecting = connexion
connection-waiting = en attente
connection-lost = arrêté
connection-last = { $ago }
connection-again = à nouveau à { $time }
relay = Relais
local-address = Adresse locale
endpoint-down = n’écoute pas
endpoint-waiting = rien pour l’instant
paused = Notifications en pause
paused-until = En pause jusqu’à { $time }
paused-quiet = Heures calmes
paused-quiet-until = Heures calmes jusqu’à { $time }
resume = Reprendre
problems = { $count ->
    [one] Un point à régler
   *[other] { $count } points à régler
}
problems-title = Ce qui demande votre attention
problems-none = Plus rien.
problem-go = Afficher dans les paramètres

## La liste
history = Historique
changes = Modifications
new-changes = { $count ->
    [one] { $count } nouvelle
   *[other] { $count } nouvelles
}
fold-count = { $count ->
    [one] { $count } modification
   *[other] { $count } modifications
}
list-failed = L’historique n’a pas pu être lu
again = Réessayer
empty-unread = Rien à lire
empty-unread-text = Les nouvelles modifications apparaissent ici jusqu’à ce que vous les ayez vues.
empty-filter = Aucune modification ne correspond
empty-filter-text = La recherche porte sur le début des mots, dans les noms, valeurs, personnes et tableaux. Avec moins de mots ou de filtres, vous trouverez davantage.
empty-history = Aucune modification pour l’instant
empty-history-text = Chaque modification de vos bases connectées apparaît ici au moment où elle a lieu.
search = Rechercher
search-clear = Effacer la recherche
filter = Filtrer
filters = Filtres actifs
filter-clear = Afficher toutes les modifications
filter-remove = Retirer le filtre { $filter }
filter-base = Base
filter-table = Tableau
filter-row = Une ligne
filter-kind = Ce qui s’est passé
filter-person = Personne
filter-period = Période
filter-source = Source
any-base = Toutes les bases
any-table = Tous les tableaux
any-kind = Tout
any-person = Tout le monde
any-source = Toutes les sources
unread-only = Non lues seulement
more-actions = Plus
mark-all = Tout marquer comme lu
mark-these = Tout marquer comme lu dans cette liste
marked-all = { $count ->
    [one] { $count } modification marquée comme lue
   *[other] { $count } modifications marquées comme lues
}
marked-none = Rien n’était non lu
export-xlsx = Exporter en feuille de calcul
export-csv = Exporter en CSV
export-json = Exporter en JSON
exported = Exporté dans { $file }
undo = Annuler
dismiss = Masquer

## Ce qui s’est passé
kind-row-added = Ligne ajoutée
kind-row-changed = Ligne modifiée
kind-row-deleted = Ligne supprimée
kind-link-added = Lien ajouté
kind-link-removed = Lien retiré
kind-links-changed = Liens modifiés
kind-other = Autre modification
kind-unrecognised = Illisible
kind-missed = Modifications manquantes
kind-forged = Signature incorrecte

## Entrées
source-local = Webhook vers l’adresse locale
source-relay = Webhook par un relais
source-relay-kept = Webhook gardé par un relais
source-realtime = Connexion en direct
source-catch-up = Rattrapé dans le journal de la base
source-other = Autre entrée

## Types de colonnes
column-text = Texte
column-long-text = Texte formaté
column-number = Nombre
column-auto-number = Numéro automatique
column-collaborator = Collaborateur
column-date = Date
column-duration = Durée
column-single-select = Sélection simple
column-multiple-select = Sélection multiple
column-image = Image
column-file = Fichier
column-checkbox = Case à cocher
column-rate = Évaluation
column-email = E-mail
column-url = URL
column-geolocation = Géolocalisation
column-digital-sign = Signature digitale
column-link = Lien vers d’autres enregistrements
column-formula = Formule
column-link-formula = Formule de lien
column-creator = Créateur
column-last-modifier = Dernier éditeur
column-ctime = Date de création
column-mtime = Dernière modification
column-other = Colonne

## Le détail
detail = Modification
detail-actions = Actions
back = Retour
open-row = Ouvrir la ligne
copy-link = Copier le lien
link-copied = Lien copié
copy = Copier
copy-failed = Le presse-papiers n’était pas disponible. Sélectionnez le texte et copiez-le vous-même.
no-address = Indiquer l’adresse de la base
open-no-address = On ne sait pas où se trouve cette base ; sa ligne ne peut donc pas être ouverte. Indiquez une fois l’adresse de la base, telle que le navigateur l’affiche.
open-sample = Un exemple n’a pas de ligne à ouvrir.
open-nothing = On ne sait pas de quelle ligne il s’agit ; il n’y a rien à ouvrir.
mark-read = Marquer comme lue
mark-unread = Marquer comme non lue
delete = Supprimer
deleted = { $count ->
    [one] Modification supprimée de l’historique
   *[other] { $count } modifications supprimées de l’historique
}
entry-gone = Cette modification n’est plus dans l’historique.
table-unknown = Tableau inconnu
rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
cells = Cellules
before = avant :
after = après :
empty = vide
checked = cochée
unchecked = non cochée
cells-more = { $count ->
    [one] Afficher une autre cellule
   *[other] Afficher { $count } autres cellules
}
cells-left-out = { $count ->
    [one] Une autre cellule n’a pas été conservée, car il y en avait trop.
   *[other] { $count } autres cellules n’ont pas été conservées, car il y en avait trop.
}
diff-added = ajouté :
diff-removed = retiré :
diff-whole = Afficher tout le texte
diff-less = Afficher moins
why-title = Pourquoi vous l’avez vue
why-not-title = Pourquoi aucune notification
why-pending = Elle va être annoncée.
why-shown = Une notification vous l’a annoncée, car aucune règle ne dit le contraire.
why-clicked = Vous l’avez ouverte depuis sa notification.
why-held = Elle est retenue pour l’instant et annoncée plus tard.
why-failed = Sa notification n’a pas pu être affichée ({ $reason }).
why-paused = Les notifications étaient en pause. Elle est annoncée dans un résumé à la reprise.
why-no-server = Votre bureau n’acceptait pas de notifications à ce moment. Elle est annoncée plus tard dans un résumé.
why-do-not-disturb = « Ne pas déranger » était activé. Elle est annoncée dans un résumé dès sa désactivation.
why-quiet-hours = C’étaient les heures calmes. Elle est annoncée dans un résumé une fois celles-ci terminées.
why-snoozed = Elle est reportée, et annoncée dans un résumé à l’échéance.
why-digest = Sa règle regroupe les modifications. Elle est annoncée avec d’autres à la prochaine heure prévue par la règle.
why-catching-up = Rowbell rattrapait ce qu’il avait manqué, et l’annonce en un seul résumé.
why-settling = Rowbell attend que la nouvelle ligne soit remplie : une règle porte sur ses cellules.
why-looking-up = Une règle porte sur des cellules que cette modification n’indique pas ; Rowbell lit la ligne dans SeaTable.
why-forged = Sa signature est incorrecte ; elle ne vient peut-être pas de SeaTable. De tels messages sont conservés, mais jamais annoncés.
why-unrecognised = Rowbell n’a pas pu la lire. De tels messages sont conservés, mais ne sont pas annoncés.
why-missed = Elle représente des modifications que SeaTable n’a plus. Il n’y a rien à annoncer.
why-read-before = Vous l’aviez lue avant qu’une notification puisse paraître.
why-popups-off = Les notifications sont désactivées dans les paramètres.
why-own-change = Vous l’avez faite vous-même. Paramètres › Notifications dit si vos propres modifications sont annoncées.
why-too-soon = Sa ligne vient d’être annoncée, et la règle ne veut pas l’annoncer à nouveau si tôt.
why-muted = Elle n’est pas annoncée.
why-rule = Votre règle « { $rule } » la retient.
why-highlighted = Une règle la met en évidence.
why-other = On ne sait pas ce qu’elle est devenue.
origin-title = D’où elle vient
authenticity-connected = Lue dans SeaTable par votre propre connexion.
authenticity-verified = Signée avec votre secret, et vérifiée.
authenticity-unsigned = Non signée : quiconque connaît l’adresse a pu l’envoyer.
authenticity-unchecked = Signée, mais le secret n’était pas lisible à ce moment.
authenticity-reconstructed = Signée avec votre secret. Le message a été réécrit en chemin ; la signature correspond à la forme que SeaTable lui donne.
authenticity-forged = La signature est incorrecte. L’expéditeur ne connaît pas votre secret.
authenticity-other = On ne sait pas si elle a été vérifiée.
story-title = L’histoire de cette ligne
story-more = Tout afficher
raw-title = Requête brute
raw-form = Présentation
raw-pretty = Lisible
raw-exact = Exacte
raw-copied = Requête copiée
raw-headers = En-têtes
raw-body = Corps
raw-base64 = Le corps n’est pas du texte ; voici du Base64.
raw-gone = Il n’y a pas de requête à afficher : cette modification est venue par une connexion, ou sa requête n’est plus conservée.

## L’agent
agent-lost = Rowbell ne fonctionne pas.
agent-lost-text = Ce que vous voyez n’est peut-être plus à jour, et les webhooks ne sont reçus que lorsqu’il fonctionne.
agent-lost-short = Rowbell n’a pas répondu ; rien n’a été fait. Réessayez lorsqu’il fonctionne.
agent-start = Démarrer Rowbell

## Ce qui n’a pas pu être fait
error-detail = { $what } ({ $detail })
connect-again = Reconnecter
use-port = Utiliser le port { $port }
error-address-bound = C’est déjà l’adresse d’une autre base ; elle n’a pas été enregistrée. Vérifiez qu’elle y est correcte.
error-autostart = Le démarrage à l’ouverture de session n’a pas pu être modifié.
error-ask-container = SeaTable fonctionne sur cet ordinateur. Dans un conteneur, il ne pourrait pas joindre cette adresse et désactiverait le webhook à la première modification ; rien n’a été créé.
error-bad-address = Cette adresse n’est pas utilisable ; rien n’a été modifié. Copiez-la dans le navigateur pendant que la base est ouverte.
error-bad-endpoint-name = Un nom a de 1 à 64 caractères, sans « / ». Rien n’a été modifié.
error-bad-host = Aucun ordinateur ne porte un tel nom ; il n’a pas été accepté.
error-bad-rule = { $mistake ->
    [pattern] Ce motif n’est pas utilisable.
    [empty_schedule] La période se termine au moment où elle commence : aucun instant n’y est compris. Saisissez une autre fin.
    [not_announced] Seule une règle qui annonce dit comment annoncer. Choisissez « Annoncer », ou enregistrez la règle sans cette indication.
    [snoozes_forever] Ce qui est reporté doit être annoncé un jour. Indiquez jusqu’à quand.
    [once_in_no_time] L’intervalle doit être d’au moins une minute.
    [mutes_unknown] Ce que l’on ne peut pas savoir n’est jamais retenu.
    [too_many] Elle a plus de 200 conditions. Faites-en plusieurs règles.
   *[other] Quelque chose dans cette condition n’est pas utilisable. Choisissez-le à nouveau.
}
error-bad-rule-name = Rowbell emploie lui-même { $name } pour dire pourquoi une modification n’a pas été annoncée. Donnez un autre nom à la règle.
error-bad-value = Cela ne peut pas être réglé ainsi ; rien n’a été modifié.
error-base-bound = Cette base a déjà une adresse ; rien n’a été modifié. Si elle a changé d’adresse, déconnectez-la ou oubliez-la d’abord ici.
error-broken = La réponse de Rowbell n’a pas pu être lue ; il n’est pas certain que cela ait été fait. Vérifiez, puis réessayez.
error-certificate = { $cause ->
    [expired] Le certificat du serveur a expiré ; rien ne lui a été envoyé. Vérifiez l’horloge de cet ordinateur ; si elle est juste, l’exploitant du serveur doit renouveler le certificat.
    [early] Le certificat du serveur n’est pas encore valable ; rien ne lui a été envoyé. Vérifiez l’horloge de cet ordinateur.
    [name] Le certificat du serveur est établi pour un autre nom ; rien ne lui a été envoyé. Vérifiez l’adresse du serveur.
    [issuer] Le certificat du serveur vient d’une autorité que cet ordinateur ne reconnaît pas ; rien ne lui a été envoyé. Si le serveur est celui de votre entreprise, ajoutez son autorité au système.
   *[other] Le certificat du serveur n’est pas reconnu ; rien ne lui a été envoyé. Vérifiez l’adresse du serveur et l’horloge de cet ordinateur.
}
error-closed = La connexion s’est interrompue. Elle se rétablit d’elle-même.
error-database = L’historique n’a pas pu être lu ou écrit ; rien n’a été modifié. Vérifiez qu’il y a de la place et que le dossier de données est accessible en écriture.
error-database-closed = Rowbell est en train de s’arrêter ; rien n’a été fait. Démarrez-le à nouveau.
error-database-newer = L’historique vient d’un Rowbell plus récent, que celui-ci ne sait pas lire. Réinstallez le plus récent.
error-disk-full = Le disque est plein ; rien ne peut être enregistré. Libérez de la place ; Rowbell reprendra de lui-même.
error-endpoint-bound = Cette adresse locale est celle d’une autre base, et chaque webhook a son propre secret. Rien n’a été créé.
error-endpoint-exists = Il existe déjà une adresse nommée { $name }. Choisissez un autre nom.
error-gone = Cela n’existe plus ; rien n’a été fait. Quelqu’un l’a peut-être retiré ailleurs entre-temps.
error-index-damaged = L’index de recherche était endommagé et il est en cours de reconstruction. Rien n’est perdu. Réessayez dans un instant.
error-keyring-failed = Le trousseau signale une erreur ; impossible de savoir si quelque chose a été modifié. Réessayez, ou faites conserver jetons et secrets dans un fichier.
error-keyring-locked = Le trousseau est verrouillé ; rien n’a été modifié. Déverrouillez-le, puis réessayez.
error-keyring-missing = Aucun service de trousseau n’est actif pour conserver jetons et secrets. Démarrez-en un, ou faites-les conserver dans un fichier.
error-keyring-none = Aucun trousseau n’est ouvert dans votre gestionnaire de clés ; rien n’a été modifié. Ouvrez-y le vôtre ou créez-en un, puis réessayez ; ou faites conserver jetons et secrets dans un fichier.
error-keyring-refused = Le trousseau ne laisse pas Rowbell lire ses entrées ; rien n’a été modifié. Autorisez-le dans votre gestionnaire de clés, puis réessayez.
error-keyring-slow = Le trousseau ne répond pas ; impossible de savoir si quelque chose a été modifié. Vérifiez s’il affiche une fenêtre, puis réessayez.
error-me-not-known = Rowbell ne sait pas encore qui vous êtes ; aucune modification ne serait donc retenue. Indiquez-le d’abord.
error-no-account = Il n’y a pas encore de compte pour interroger SeaTable. Ajoutez-en un d’abord.
error-no-address = On ne sait pas où se trouve cette base dans le navigateur ; rien n’a été modifié. Indiquez d’abord son adresse.
error-no-gap = Il ne manque plus rien.
error-no-network = { $cause ->
    [name] Le nom du serveur est introuvable. Vérifiez l’adresse, et que cet ordinateur est relié au réseau.
    [refused] Rien ne répond à l’adresse du serveur. Vérifiez l’adresse et son port, ou réessayez plus tard.
    [proxy] Le proxy indiqué par ce système ne laisse pas passer la connexion. Vérifiez les paramètres de proxy du système, ou adressez-vous à la personne qui gère votre réseau.
    [tls] Le serveur n’y propose pas de chiffrement. Son adresse commence peut-être par http:// et non par https://.
   *[other] Le serveur est injoignable. Vérifiez le réseau et l’adresse du serveur.
}
error-no-token = Son jeton n’est plus conservé ici. Saisissez-le à nouveau.
error-no-websocket = Aucun WebSocket ne parvient au serveur ; les modifications ne peuvent pas être suivies en direct. L’administrateur du serveur ou de son proxy devrait lui faire transmettre « Upgrade ».
error-not-for-containers = Aucun conteneur ne joint l’adresse sur laquelle Rowbell écoute ; rien n’a été créé. Faites-le écouter sur 0.0.0.0, puis réessayez.
error-plain-http = La connexion à { $server } ne serait pas chiffrée : quiconque se trouve sur le chemin pourrait lire le jeton et tout le contenu de la base. Rien n’a été envoyé. Saisissez l’adresse en https si le serveur en a une.
error-no-webhook = { $base } n’a aucun webhook qui arrive ici ; il n’y a rien à activer. Créez-en un.
error-not-connected = Cette base n’est pas connectée en ce moment ; rien ne peut être chargé. Réessayez dès qu’elle le sera.
error-not-found = SeaTable ne le trouve pas. Il y a peut-être été supprimé ou renommé.
error-not-listening = Rowbell n’écoute pas en ce moment et n’a pas d’adresse pour un webhook. Choisissez un autre port ou une autre adresse.
error-not-opened = Aucun programme n’a pris l’adresse ; la ligne n’a pas été ouverte. Définissez un navigateur par défaut dans les paramètres de votre bureau, ou copiez le lien.
error-not-saved = { $path } n’a pas pu être écrit. Choisissez un autre emplacement.
error-not-sent = La modification d’essai n’a pas pu être envoyée. La barre latérale montre ce qui demande votre attention.
error-not-started = Rowbell n’a pas pu démarrer ; aucune modification n’est reçue.
error-old-server = Un serveur y répond, mais pas comme SeaTable. L’adresse est peut-être celle d’un autre programme, ou le serveur est plus ancien que SeaTable 2.1.
error-other-base = Le jeton est celui d’une autre base. Reconnectez celle-ci avec son propre jeton.
error-redirected = Le serveur redirige vers une autre adresse, à laquelle aucun jeton n’est envoyé. Si elle est correcte, saisissez-la comme serveur.
error-refused = SeaTable a refusé.
error-rule-exists = Il existe déjà une règle nommée { $name }. Retirez-la d’abord.
error-server = Le serveur SeaTable a un problème de son côté. Réessayez plus tard.
error-address-renewed = L’adresse précédente est encore valable, aucune nouvelle n’a donc été créée. Saisissez la plus récente dans SeaTable et invalidez d’abord l’ancienne.
error-bad-relay = Ce n’est pas l’adresse d’un relais, rien n’a été modifié. Copiez à nouveau l’adresse ou le lien de l’invitation.
error-invitation-invalid = L’invitation est mal saisie, épuisée ou expirée. Demandez-en une autre à l’exploitant du relais.
error-invitation-needed = Une nouvelle boîte chez ce relais demande une invitation. Demandez-en une à son exploitant.
error-mailbox-closed = L’exploitant du relais a fermé la boîte. Adressez-vous à lui, ou configurez le relais à nouveau.
error-no-key = La clé de la boîte n’est plus conservée ici, et sans elle personne ne peut lire ce qui a été envoyé. Configurez le relais à nouveau.
error-not-a-relay = Aucun relais ne répond à cette adresse, ou il ne fonctionne pas correctement. Vérifiez l’adresse.
error-relay-full = Le relais a autant de boîtes que son exploitant le permet. Adressez-vous à lui.
error-relay-refused = Le relais refuse cet ordinateur. Configurez le relais à nouveau.
error-relay-unavailable = Le relais n’atteint pas son propre stockage pour le moment. Rowbell réessaie.
error-relay-version = Le relais parle une autre version. Mettez Rowbell à jour, ou demandez à l’exploitant de mettre le relais à jour.
error-settings = Le fichier de paramètres n’a pas pu être modifié ; tout est comme avant.
error-several-bases = Plusieurs bases portent ce nom ; rien n’a été fait. Donnez à chacune son propre nom dans SeaTable.
error-timed-out = Le serveur n’a pas répondu à temps. Il est peut-être occupé, ou la connexion lente ; réessayez plus tard.
error-token-expired = SeaTable a mis fin à la connexion, comme il le fait de temps en temps. Elle se rétablit d’elle-même.
error-too-late = C’est trop ancien pour être annulé. Rien n’a été modifié.
error-too-many = SeaTable n’accepte plus de requêtes pour l’instant, car sa limite est atteinte. Réessayez dans un moment.
error-unreachable = { $server } ne peut pas joindre { $host } et désactiverait le webhook à la première modification ; rien n’a été créé. Connectez la base avec un jeton d’API, configurez un relais, ou faites écouter Rowbell sur une adresse que le serveur peut joindre.
error-unreadable = La réponse du serveur n’est pas utilisable. Elle vient peut-être d’un intermédiaire entre cet ordinateur et le serveur.
error-unusable = Rowbell n’a pas compris sa fenêtre ; rien n’a été fait. Ils sont peut-être de versions différentes : fermez la fenêtre et redémarrez Rowbell.
error-wrong-token = SeaTable n’accepte pas le jeton. Il est peut-être mal saisi, supprimé ou d’un autre serveur. Copiez-le à nouveau dans SeaTable.

## Ce qui ne va pas
problem-account = Rowbell ne peut pas s’occuper des webhooks sur { $server }. { $reason }
problem-address = Rowbell ne peut pas écouter sur { $address } ; aucun webhook n’y arrive. Choisissez une adresse de cet ordinateur.
problem-behind = Ce qui a été manqué dans { $base } ne peut pas être lu pour l’instant. { $reason } Les nouvelles modifications arrivent, et rien n’est perdu tant que le journal de SeaTable le conserve.
problem-forged = { $count ->
    [one] Un message vers l’adresse { $endpoint } avait une signature incorrecte. Il est conservé, mais n’est pas annoncé. Si le secret a été mal saisi dans SeaTable, saisissez-le à nouveau. Sinon, « Tout marquer comme lu » confirme que vous l’avez vu.
   *[other] { $count } messages vers l’adresse { $endpoint } avaient une signature incorrecte. Ils sont conservés (32 Mo au plus), mais ne sont pas annoncés. Si le secret a été mal saisi dans SeaTable, saisissez-le à nouveau. Sinon, « Tout marquer comme lu » confirme que vous l’avez vu.
}
problem-host-refused = Un webhook vers { $host } a été refusé, car ce nom n’est pas celui de cet ordinateur. Après cinq refus de suite, SeaTable le désactive.
problem-keyring-locked = Le trousseau est verrouillé. Les modifications sont conservées et affichées ; leurs signatures seront vérifiées dès qu’il sera déverrouillé.
problem-keyring-missing = Aucun service de trousseau n’est actif ; les signatures ne peuvent pas être vérifiées. Démarrez-en un, ou faites conserver jetons et secrets dans un fichier que vous seul pouvez lire.
problem-keyring-none = Aucun trousseau n’est ouvert dans votre gestionnaire de clés ; jetons et secrets ne peuvent être ni conservés ni lus. Ouvrez-y le vôtre, ou faites-les conserver dans un fichier que vous seul pouvez lire.
problem-keyring-refused = Le trousseau ne laisse pas Rowbell lire ses entrées. Les modifications sont conservées et affichées ; leurs signatures seront vérifiées dès que vous l’aurez autorisé.
problem-keyring-slow = Le trousseau ne répond pas. Les signatures seront vérifiées dès qu’il répondra. Vérifiez si sa fenêtre de mot de passe est ouverte.
problem-not-connected = { $count ->
    [one] { $base } n’est pas connectée.
   *[other] { $base } ne sont pas connectées.
} { $reason } Ce qui change entre-temps sera rattrapé.
problem-port-forbidden = Rowbell n’a pas le droit d’écouter sur { $address } ; aucun webhook n’y arrive. Avec un autre port, saisissez la nouvelle adresse dans SeaTable.
problem-port-taken = Le port { $port } est utilisé par un autre programme{ $program ->
    [none] {""}
   *[other] {" "}({ $program })
} ; aucun webhook n’y arrive. Avec un autre port, saisissez la nouvelle adresse dans SeaTable.
problem-relay-away = { $relay } n’est pas connecté. { $reason } { $code ->
    [mailbox_closed] Les webhooks y sont refusés.
    [invitation_needed] Les webhooks y sont refusés.
    [no_key] Les webhooks y sont perdus.
   *[other] Ce qui y arrive entre-temps est gardé ; rien n’est perdu.
}
problem-secret-missing = L’adresse { $endpoint } exige des signatures, mais son secret n’est plus conservé ici. Les modifications sont conservées sans vérification. Créez un nouveau secret et saisissez-le dans SeaTable.
problem-webhook-off = SeaTable a désactivé le webhook de { $base } (constaté : { $noticed }). { $why ->
    [wrong_signature] Des messages à la signature incorrecte ont été refusés cinq fois de suite.
    [not_stored] Des modifications n’ont pas pu être enregistrées ici et ont été refusées cinq fois de suite.
    [host_refused] Des messages vers un nom non accepté ont été refusés cinq fois de suite.
    [other_port] Son adresse indique un autre port que celui où Rowbell écoute. Corrigez-la dans SeaTable, ou recréez le webhook.
    [not_listening] Rowbell n’écoutait pas, la connexion a donc été refusée.
    [away] Une connexion a sans doute été refusée pendant que cet ordinateur était en veille ou que Rowbell ne fonctionnait pas.
   *[other] Il n’a sans doute pas pu joindre cet ordinateur, alors que Rowbell fonctionnait.
} { $obstacle ->
    [mended] Rowbell l’a réactivé ({ $at }). Si la base n’est pas aussi connectée, ce qui a changé entre-temps manque ici.
    [wait] Rowbell le réactivera à { $at } ; la dernière fois est toute récente.
    [reason] Il serait aussitôt désactivé de nouveau. Corrigez d’abord cela ; Rowbell le réactivera ensuite.
    [in_vain] Rowbell l’a déjà réactivé, et rien n’est arrivé. Vérifiez que le serveur peut joindre son adresse, puis activez-le.
    [refused] Il n’a pas pu être réactivé.
   *[other] Rien n’arrive par lui tant qu’il n’est pas réactivé.
}
problem-webhook-silent = { $base } a changé, mais son webhook n’arrive plus. SeaTable semble l’avoir désactivé : ouvrez { $address } dans SeaTable, menu de la base, Avancé, Webhooks, et cliquez sur Enregistrer. Avec un compte, Rowbell le fait lui-même. Si vous avez supprimé ce webhook, Rowbell n’a plus à l’attendre.

## Clavier
keys = Raccourcis clavier
close = Fermer
press-ctrl = Ctrl
press-delete = Suppr
press-enter = Entrée
press-escape = Échap
key-next = Modification suivante
key-previous = Modification précédente
key-open = Ouvrir la ligne dans SeaTable
key-read = Marquer comme lue et continuer
key-unread = Marquer comme non lue ou lue
key-read-all = Tout marquer comme lu dans la liste
key-fold = Déplier et replier les modifications d’une ligne
key-delete = Supprimer
key-undo = Annuler
key-new = Afficher les nouvelles modifications
key-search = Rechercher
key-back = Retour
key-all = Aller à toutes les modifications
key-unread-view = Aller aux non lues
key-insight = Aller à l’aperçu
key-settings = Aller aux paramètres
key-keys = Ces raccourcis

## Aperçu
insight-chart = Modifications au fil du temps
insight-step = Barres par
insight-hours = Heures
insight-days = Jours
insight-hint = Choisissez une barre pour voir ses modifications.
insight-none = Les modifications apparaissent ici en barres, une par heure ou par jour. Il n’y en a pas eu pendant cette période.
insight-bar = { $time } : { $count ->
    [one] { $count } modification
   *[other] { $count } modifications
}
insight-total-hours = { $count ->
    [one] modification
   *[other] modifications
} en { $bars ->
    [one] une heure
   *[other] { $bars } heures
}
insight-total-days = { $count ->
    [one] modification
   *[other] modifications
} en { $bars ->
    [one] un jour
   *[other] { $bars } jours
}
insight-tables = Par tableau
insight-people = Par personne
insight-keys = parcourent les modifications,
insight-keys-more = liste toutes les touches
person-unknown = Inconnu

## Premier démarrage
welcome-title = Savoir ce qui change dans SeaTable
welcome-text = Rowbell vous prévient sur votre bureau quand quelque chose change dans vos bases, et conserve tout pour que vous puissiez le retrouver. Connectez une base pour commencer.
welcome-later = Regarder d’abord
recommended = Conseillé
way-token = Connecter avec un jeton d’API
way-token-text = Rowbell lit les modifications de la base dans SeaTable à mesure qu’elles ont lieu, et rattrape ce que vous avez manqué.
way-token-good = Fonctionne avec SeaTable Cloud et derrière tout routeur ; rien n’est à ouvrir.
way-token-needs = Demande un jeton d’API de la base. Le droit de lecture suffit.
way-token-not = Ne peut pas suivre les lignes big data, que SeaTable ne signale pas.
way-token-go = Utiliser un jeton
way-relay = Recevoir des webhooks par un relais
way-relay-text = À chaque modification, SeaTable envoie un message, un webhook, à un petit serveur de votre entreprise ou à vous. Il le garde scellé, illisible pour quiconque là-bas, jusqu’au réveil de cet ordinateur.
way-relay-good = Rien n’est perdu pendant que cet ordinateur est en veille ou en déplacement, en général jusqu’à une semaine.
way-relay-needs = Demande quelqu’un qui exploite un relais (rowbell-relay) et vous donne son adresse ou une invitation.
way-relay-not = Les noms des bases et des personnes et les liens vers les lignes ne viennent qu’avec l’adresse de la base ou un jeton.
way-relay-go = Utiliser un relais
way-local = Recevoir des webhooks sur cet ordinateur
way-local-text = Un webhook est un message que SeaTable envoie à une adresse à chaque modification. Ici, c’est l’adresse de cet ordinateur.
way-local-good = Rien n’est demandé : SeaTable envoie chaque modification de lui-même.
way-local-needs = Demande un serveur SeaTable qui peut joindre cet ordinateur, par exemple dans votre réseau.
way-local-not = Ce qui change pendant que cet ordinateur est en veille est perdu, et SeaTable désactive un webhook qui n’a pas pu le joindre, ne serait-ce qu’une fois.
way-local-go = Utiliser l’adresse locale
token = Jeton d’API
send-plainly = Envoyer quand même sans chiffrement
token-hint = Il est conservé dans { $place ->
    [file] un fichier que vous seul pouvez lire
   *[other] le trousseau de votre système
} et n’est envoyé qu’à votre serveur.
token-missing = Il manque le jeton. Collez celui que SeaTable affiche pour cette base.
token-step-menu = Sur la page d’accueil de SeaTable, pointez la base et cliquez sur ses trois points. Choisissez « Avancé », puis « Jeton d’API ».
token-step-make = Ajoutez un jeton nommé Rowbell, en lecture seule.
token-step-paste = Copiez-le et collez-le ici.
server = Serveur
server-hint = Seulement pour votre propre serveur. L’adresse de la base dans le navigateur convient aussi.
connect = Connecter
connecting = Connexion…
seatable-advanced = Avancé
seatable-api-token = Jeton d’API
seatable-webhooks = Webhooks
drawing = La page d’accueil de SeaTable. Le menu derrière les trois points d’une base est ouvert à « Avancé », où se trouve { $target }.
waiting-title = Connecté à { $base }
waiting-title-not = { $base } n’est pas encore connectée
waiting-text = En attente de votre première modification. Modifiez une cellule de { $base } ; elle apparaîtra ici.
waiting-local = En attente de votre première modification. Modifiez une cellule de la base ; elle apparaîtra ici.
waiting-sample = La modification d’essai est arrivée ici. Il ne manque plus que la première de SeaTable : modifiez une cellule de la base.
waiting-forged = Un message est arrivé, mais sa signature ne correspond pas : SeaTable a un autre secret. Saisissez-le là-bas exactement comme ici. L’attente d’une modification correctement signée continue.
waiting-refused = SeaTable désactive un webhook après cinq refus de suite.
arrived = Cela fonctionne. La modification est arrivée ici après { $span }.
arrived-announced = Cela fonctionne. Voici votre première modification ; la notification est apparue { $span } après son arrivée.
arrived-live = Cela fonctionne. Voici votre première modification.
show-history = Afficher l’historique
connect-another = Connecter une autre base
relay-lead = Collez l’adresse du relais ou l’invitation reçue de son exploitant. Rowbell y ouvre alors une boîte que seul cet ordinateur peut lire.
relay-invited = Vous avez ouvert une invitation au relais { $host }. Rien n’est encore configuré. Continuez si vous savez qui l’exploite : il voit chaque webhook au moment où il arrive, et le garde scellé.
relay-field = Adresse du relais ou lien d’invitation
relay-field-hint = La personne qui exploite le relais vous l’a donnée.
relay-invitation = Invitation
relay-invitation-hint = Les 22 caractères d’une invitation, tels que l’exploitant du relais vous les a donnés.
relay-missing = Il manque l’adresse. Collez celle du relais ou le lien d’invitation.
relay-set-up = Configurer
relay-setting-up = Ouverture de la boîte…
relay-at = Boîte chez le relais { $host }.
relay-live = Connecté depuis { $time }.
relay-live-now = Connecté.
relay-connecting = La connexion est en cours.
relay-waiting = Non connecté. { $reason }
relay-again = Non connecté, prochain essai à { $time }. { $reason }
relay-reach = Joignable aussi pendant que cet ordinateur est en veille
relay-later = Vous retrouverez cette adresse dans les paramètres, sous « Adresses ».
local-warning = SeaTable envoie chaque modification une fois. Si cet ordinateur n’est pas joignable à ce moment, SeaTable désactive le webhook et la modification est perdue. Avec un jeton d’API, ce n’est pas le cas.
local-step-address = Copier l’adresse
local-only-here = Cette adresse ne fonctionne que sur cet ordinateur. Pour un serveur de votre réseau, réglez l’adresse sur 0.0.0.0 sous « Adresses » dans les paramètres.
local-step-secret = Créer un secret
local-step-enter = Saisir les deux dans SeaTable
local-enter-text = Sur la page d’accueil de SeaTable, pointez la base et cliquez sur ses trois points. Choisissez « Avancé », puis « Webhooks ». Ajoutez un webhook avec l’adresse et le secret.
local-account = Avec votre jeton de compte, Rowbell crée le webhook lui-même et s’en occupe.
local-account-go = Ajouter un compte
local-step-test = Essayer
test-send = Envoyer une modification d’essai
test-good = Cela fonctionne ici : la modification d’essai était dans l’historique après { $span }.
test-bad = L’adresse a répondu { $status }, et la modification d’essai n’est pas arrivée. Voyez dans la barre latérale ce qui demande votre attention.
address = Adresse
copied = Copié
reach-this-computer = Joignable depuis cet ordinateur seulement
reach-local-network = Joignable depuis votre réseau
reach-internet = Joignable depuis Internet
reach-tunnel = Joignable uniquement par un VPN, tant qu’il est actif
reach-bridge = Joignable uniquement depuis les conteneurs et machines virtuelles de cet ordinateur
secret = Secret
secret-none = Sans secret, quiconque connaît l’adresse peut envoyer des modifications. Avec un secret, chacune est vérifiée.
secret-set = Un secret est défini. Chaque modification est vérifiée avec lui.
secret-two = Deux secrets sont valables. Saisissez le nouveau dans SeaTable, puis invalidez l’ancien.
secret-unread = Un secret est défini, mais il n’est pas lisible pour l’instant.
secret-once = Copiez-le maintenant : il n’est affiché que cette fois, puis conservé dans { $place ->
    [file] un fichier que vous seul pouvez lire
   *[other] le trousseau
}.
secret-make = Créer un secret
secret-change = Changer le secret
secret-drop-old = Invalider l’ancien secret
secret-remove = Retirer le secret
secret-unlock = Déverrouiller le trousseau

## Paramètres
cancel = Annuler
number-range = Un nombre entier de { $min } à { $max }. En attendant, { $value } reste en vigueur.

language = Langue
percent = { $size } %
quit = Quitter Rowbell…

rule-added = Ajoutées
rule-changed = Modifiées
rule-deleted = Supprimées
rule-links = Liens

host-allow = Accepter ce nom

likely-me-label = Qui vous êtes
likely-me = Êtes-vous { $name } ?
likely-me-text = Dans ce cas, ce que vous modifiez vous-même n’est pas annoncé, sauf si une règle le demande.
not-me = Ce n’est pas moi
this-is-me = C’est moi

webhook-enable = Activer
webhook-forget = Ne plus l’attendre
