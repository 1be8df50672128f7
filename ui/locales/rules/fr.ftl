# L’éditeur de règles, chargé avec les paramètres et non avec la fenêtre.

## Règles en clair
rule-new = Nouvelle règle
rule-edit = Modifier
rule-edit-named = Modifier la règle { $rule }
rule-remove-named = Retirer la règle { $rule }
rule-removed = Règle retirée
rule-editing = Modifier la règle
rule-unshown-deep = Elle contient un groupe de filtres dans un groupe, que seul le fichier de paramètres montre. Elle reste telle quelle.
rule-unshown-who = Elle demande de deux façons qui a fait la modification, ce que seul le fichier de paramètres montre. Elle reste telle quelle.
rule-templates = Commencer par
template-added = Une nouvelle ligne
template-status = Un statut devient…
template-status-named = { $column } devient { $option }
template-payment = Un paiement est saisi
template-place = dans { $place }
template-payment-place = { $column } dans { $place }
rule-block-when = Quand
rule-block-where = Conditions
rule-block-by = Par
rule-block-during = Période
rule-block-then = Alors
rule-base = Base
rule-any-base = N’importe quelle base
rule-table = Tableau
rule-any-table = N’importe quel tableau
rule-happens = Ce qui se passe
rule-happens-hint = Rien de choisi : quoi qu’il se passe.
happens-row-added = Ligne ajoutée
happens-row-changed = Ligne modifiée
happens-row-deleted = Ligne supprimée
happens-linked = Lignes liées ou déliées
happens-missed = Des modifications manquent
rule-gap-hint = Des modifications manquantes ne déclenchent jamais de notification ; elles figurent parmi ce qui demande votre attention.
rule-when = Annoncer
rule-when-mute = Retenir
rule-when-snooze = Reporter
rule-when-highlight = Mettre en évidence
when-became = une fois, dès que c’est vrai
when-every-change = à chaque modification tant que c’est vrai
rule-join = Ces conditions
rule-join-all = Et
rule-join-any = Ou
rule-group = Groupe de filtres
rule-add-condition = Ajouter une condition
rule-add-group = Ajouter un groupe de filtres
rule-condition = Condition { $number }
rule-remove-condition = Retirer la condition { $number }
rule-remove-group = Retirer le groupe de filtres { $number }
rule-column = Colonne
rule-choose-column = Choisir une colonne
rule-asks = Comparaison
rule-term = Valeur
rule-asked-before = avant : { $asked }
rule-days = Nombre de jours
rule-which-day = Quel jour
rule-day = Jour
rule-option-other = Une autre option, par son nom
rule-option-add = Ajouter
rule-option-deleted = L’option a été supprimée.
rule-option-find = Rechercher une option
rule-column-gone = Le tableau n’a plus cette colonne.
rule-column-computed = SeaTable calcule cette colonne et ne signale pas ses valeurs ; la condition est donc le plus souvent inconnue.
rule-columns-seen = De ce tableau, seules les colonnes et options nommées par des modifications sont connues. Connectez la base pour les voir toutes.
rule-columns-none = Aucune modification n’a encore nommé de colonne de ce tableau. Connectez la base, ou attendez une modification.
rule-needs-table = Les conditions portent sur des colonnes. Choisissez d’abord une base et un tableau.
rule-needs-table-for = Les colonnes de ces conditions seront connues une fois la base et le tableau choisis.
rule-watch = Colonnes à surveiller
rule-watch-hint = Seulement si l’une d’elles a été modifiée. Aucune choisie : n’importe laquelle.
rule-unknown = Si l’on ne peut pas le savoir, annoncer quand même
rule-unknown-highlight = Si l’on ne peut pas le savoir, mettre en évidence quand même
rule-unknown-hint = Une modification ne nomme que les cellules modifiées.
rule-who-did = Qui a modifié
who-anyone = N’importe qui
who-not-me = Pas moi
who-programs = Programmes
who-people = Ces personnes
who-token = Un jeton d’API
who-automation = Une automatisation
who-me = Moi
who-nobody-seen = Personne n’a encore été vu modifier quelque chose.
who-me-unknown = Rowbell ne sait pas encore qui vous êtes ; cela ne correspond donc à rien.
rule-timed = Seulement à certaines heures
rule-weekdays = Jours de la semaine
rule-from = De
rule-to = À
rule-overnight = Jusqu’au lendemain
rule-time-hint = À l’heure de cet ordinateur
then-announce = Annoncer
then-mute = Retenir
then-highlight = Mettre en évidence seulement
then-snooze = Reporter
then-level = Importance
level-quiet = Discrète
level-normal = Normale
level-acknowledge = À confirmer
level-acknowledge-hint = La notification revient jusqu’à ce que vous y ayez répondu.
then-sound = Son
sound-usual = Comme d’habitude
sound-on = Avec un son
sound-off = Sans son
then-in-quiet-hours = Même pendant les heures calmes
then-once = Au plus une fois par ligne
then-once-hint = Ce qui arrive entre-temps à la ligne n’est que dans l’historique.
once-each = À chaque fois
once-minutes = en … minutes
once-hours = en … heures
once-count = Combien
then-digest = Regroupées en une notification
digest-each = Non, chacune à part
digest-hourly = Toutes les heures
digest-daily = À une heure précise
digest-at = À
digest-days = Ces jours-là
then-also-highlight = Mettre en évidence dans l’historique
rule-ends = Seulement jusqu’à un moment précis
rule-until = Jusqu’au
rule-until-hint = La règle est sans effet sur ce qui se passe ensuite.
rule-snooze-until-hint = Ce qui est annoncé est reporté jusque-là.
rule-rows = { $count ->
    [one] Seulement pour une ligne précise.
   *[other] Seulement pour { $count } lignes précises.
}
rule-rows-any = Pour toutes les lignes
rule-lacks-until = Saisissez le jour et l’heure.
rule-stop = S’arrêter ici
rule-stop-hint = Là où cette règle s’applique, les règles suivantes ne sont pas consultées.
rule-name = Nom
rule-name-hint = Affiché avec chaque modification que la règle retient. Laissé vide, il est formé d’après la règle.
rule-name-taken = Il existe déjà une règle nommée { $name }. Donnez un autre nom à celle-ci.
rule-in-words = La règle en clair
rule-save = Enregistrer la règle
rule-saved = Règle enregistrée
rule-not-yet = Il manque encore quelque chose. C’est indiqué plus haut.
rule-lacks-column = Choisissez une colonne.
rule-lacks-predicate = Choisissez ce que la colonne doit remplir.
rule-lacks-text = Saisissez un texte.
rule-lacks-number = Saisissez un nombre.
rule-lacks-option = Choisissez une option.
rule-lacks-choice = Choisissez l’un d’eux.
rule-lacks-person = Choisissez une personne.
rule-lacks-day = Choisissez un jour.
rule-lacks-time = Saisissez les deux heures, par exemple 08:00 et 18:00.
rule-lacks-digest-time = Saisissez une heure pour le regroupement, par exemple 17:00.
rule-empty-time = Cela se termine au moment où cela commence : aucun instant n’y est compris. Saisissez une autre fin.
rule-lacks-condition = Ajoutez une condition à ce groupe, ou retirez-le.
department-mine = le département de l’utilisateur actuel
department-mine-and-below = le département de l’utilisateur actuel et ses sous-départements
department-number = Numéro du département
flag-ticked = cochée
flag-unticked = non cochée

## Heures calmes
quiet-hours = Heures calmes
quiet-hours-text = Rien n’est alors annoncé, à l’heure de cet ordinateur. Ce qui arrive entre-temps est résumé ensuite en une notification ; une règle peut annoncer quand même.
quiet-span = Heures calmes { $number }
quiet-add = Ajouter des heures
quiet-remove = Retirer les heures calmes { $number }
quiet-lacks-day = Choisissez au moins un jour.
quiet-except = Sauf
quiet-except-hint = Aucune heure calme ne commence ces jours-là.
quiet-all-day = Journées entières
quiet-all-day-hint = Ces jours sont calmes de minuit à minuit, par exemple les jours fériés.
date-add = Ajouter un jour
date-remove = Retirer le { $date }

## Ce que demandent les conditions, dans les mots de SeaTable
predicate-contains = contient
predicate-does-not-contain = ne contient pas
predicate-is = est égale à
predicate-is-not = est différente de
predicate-is-empty = est vide
predicate-is-not-empty = n’est pas vide
predicate-is-current-user-id = est l’ID de l’utilisateur connecté
predicate-is-within = est pendant
predicate-is-before = est avant
predicate-is-after = est après
predicate-is-on-or-before = est le ou avant
predicate-is-on-or-after = est le ou après
predicate-is-any-of = contient au moins un
predicate-is-none-of = ne contient aucun
predicate-has-any-of = contient au moins un
predicate-has-all-of = contient tout
predicate-has-none-of = ne contient aucun
predicate-is-exactly = est exactement
predicate-include-me = inclure l’utilisateur actuel
predicate-pattern = correspond au motif
predicate-changed = a été modifiée
predicate-equal = est égale à
predicate-not-equal = est différente de
predicate-less = est inférieure à
predicate-greater = est supérieure à
predicate-less-or-equal = est au plus
predicate-greater-or-equal = est au moins
modifier-today = aujourd’hui
modifier-tomorrow = demain
modifier-yesterday = hier
modifier-one-week-ago = il y a une semaine
modifier-one-week-from-now = dans une semaine
modifier-one-month-ago = il y a un mois
modifier-one-month-from-now = dans un mois
modifier-number-of-days-ago = il y a tels jours
modifier-number-of-days-from-now = dans tels jours
modifier-exact-date = date exacte
modifier-the-past-week = la semaine dernière
modifier-this-week = cette semaine
modifier-the-next-week = la semaine prochaine
modifier-the-past-month = le mois dernier
modifier-this-month = ce mois
modifier-the-next-month = le mois prochain
modifier-the-past-year = l’année dernière
modifier-this-year = cette année
modifier-the-next-year = l’année prochaine
modifier-the-past-numbers-of-days = au cours de tels derniers jours
modifier-the-next-numbers-of-days = au cours de tels prochains jours

## Une règle en une phrase
says-any-base = n’importe quelle base
says-then = { $when } : { $action }.
says-announce = annoncer
says-announce-quiet = annoncer discrètement
says-mute = retenir
says-acknowledge = annoncer jusqu’à confirmation
says-snooze = reporter jusqu’au { $until }
says-highlight = mettre en évidence dans l’historique
says-and-highlight = et mettre en évidence dans l’historique
says-sound = avec un son
says-no-sound = sans son
says-in-quiet-hours = même pendant les heures calmes
says-once-minutes = { $count ->
    [one] au plus une fois par ligne en une minute
   *[other] au plus une fois par ligne en { $count } minutes
}
says-once-hours = { $count ->
    [one] au plus une fois par ligne en une heure
   *[other] au plus une fois par ligne en { $count } heures
}
says-hourly = en un regroupement toutes les heures
says-daily = en un regroupement chaque jour à { $time }
says-daily-on = en un regroupement à { $time } ({ $days })
says-stop = Les règles suivantes ne sont alors pas consultées.
says-anything = Quand il se passe quelque chose dans { $place }
says-became = Dès qu’il est vrai d’une ligne de { $place } que { $what }
says-while = À chaque modification d’une ligne de { $place } tant que { $what }
says-happens = Quand { $kinds } dans { $place }
says-and-became = {" "}de sorte qu’il devient vrai que { $what }
says-and-while = {" "}tant que { $what }
says-row-added = une ligne est ajoutée
says-row-changed = une ligne est modifiée
says-row-deleted = une ligne est supprimée
says-linked = des lignes sont liées ou déliées
says-link-added = des lignes sont liées
says-link-removed = des lignes sont déliées
says-links-changed = les liens d’une ligne sont modifiés
says-missed = des modifications manquent
says-other = autre chose se passe
says-columns = avec une modification dans { $columns }
says-rows = { $count ->
    [one] dans une ligne précise
   *[other] dans { $count } lignes précises
}
says-until = jusqu’au { $until }
says-not-me = pas par moi
says-token = par un jeton d’API
says-automation = par une automatisation
says-by = par { $people }
says-me = moi
says-always = à tout moment
says-condition = { $column } { $asked }
says-was = avant la modification { $said }
says-ticked = est cochée
says-unticked = n’est pas cochée
says-quoted = « { $text } »
says-days-ago = il y a { $count } jours
says-days-from-now = dans { $count } jours
says-past-days = les { $count } derniers jours
says-next-days = les { $count } prochains jours

## Ce qu’une règle aurait fait
bench = Sur les modifications passées
bench-incomplete = Dès qu’il ne manque plus rien, vous voyez ici ce que la règle aurait fait.
bench-working = Examen des dernières modifications…
bench-nothing = Aucune modification n’est encore venue d’ici : il n’y a rien sur quoi essayer la règle.
bench-announces = { $count ->
    [0] Elle n’aurait annoncé aucune des { $changes } dernières modifications (depuis { $since }).
   *[other] Elle aurait annoncé { $count } des { $changes } dernières modifications (depuis { $since }).
}
bench-mutes = { $count ->
    [0] Elle n’aurait gardé sous silence aucune des { $changes } dernières modifications (depuis { $since }).
   *[other] Elle aurait gardé sous silence { $count } des { $changes } dernières modifications (depuis { $since }).
}
bench-per-day = En moyenne { $count } par jour.
bench-overruled = { $count ->
    [one] Elle s’applique à { $count } autre, dont une autre règle décide.
   *[other] Elle s’applique à { $count } autres, dont d’autres règles décident.
}
bench-overruled-by = décidé par { $rule }
bench-unknown = { $count ->
    [one] Pour { $count } modification, on ne sait pas si la règle s’applique.
   *[other] Pour { $count } modifications, on ne sait pas si la règle s’applique.
}
bench-faults = La règle ne peut pas être interrogée et ne s’applique donc à rien :
bench-days = Par jour
bench-day = { $day } : { $count } sur { $changes }
bench-newest = Les dernières auxquelles elle s’applique
bench-missed = Manquées de peu
bench-more = Examiner jusqu’à { $count } modifications
missed = { $asked } : { $why }
missed-seen = { $missed } (connu par la modification du { $at })
missed-read = { $missed } (lu dans SeaTable le { $at })
missed-found = non, c’est { $found }
missed-empty = non, c’est vide
missed-no = non
missed-not-changed = non
missed-fitted-before = non, c’était déjà le cas avant
missed-columns = { $columns } a été modifié
missed-came = Les conditions n’étaient pas remplies avant
missed-until = Encore en vigueur
missed-all-rows = Toutes les lignes de la modification
missed-unknown = inconnu
missed-not-in-change = inconnu, absent de cette modification
missed-old-not-told = inconnu, la valeur précédente n’a pas été communiquée
missed-computed = inconnu, SeaTable ne communique pas les valeurs calculées
missed-left-out = inconnu, la modification a trop de cellules
missed-other-rows = inconnu, une seule de ses lignes a été communiquée
missed-person-not-told = inconnu, personne n’est nommé
missed-me-not-known = inconnu, car Rowbell ne sait pas qui vous êtes
missed-broken = la règle ne peut pas être interrogée ici
fault-table = La base n’a pas de tableau « { $what } ».
fault-column = Le tableau n’a pas de colonne « { $what } ».
fault-not-asked = On ne peut pas vérifier « { $detail } » dans la colonne { $what }.
fault-option = La colonne { $what } n’a pas d’option « { $detail } ».
fault-term = La colonne { $what } ne peut pas être comparée à cette valeur.

## Exemples, et règles sans effet
bench-idle = La règle ne peut avoir aucun effet :
idle-shadowed = La règle { $rule } placée au-dessus s’applique à tout ce à quoi elle s’applique, et décide.
idle-kinds = Aucune règle n’est interrogée sur ce genre de modifications.
idle-deleted = Aucune cellule d’une ligne supprimée n’est modifiée.
idle-who = Elle exige que ce soit à la fois vous et quelqu’un d’autre.
idle-opposites = Elle exige à la fois une chose et son contraire de { $column }.
idle-computed = SeaTable calcule { $column } et ne communique pas ces valeurs, et la base n’est pas connectée.
examples = Exemples
examples-breached = { $count ->
    [one] La règle se trompe sur { $count } exemple.
   *[other] La règle se trompe sur { $count } exemples.
}
must-ring = Doit annoncer
must-not-ring = Ne doit pas annoncer
must-ring-for = Doit annoncer { $change }
must-not-ring-for = Ne doit pas annoncer { $change }
example-ring-kept = doit être annoncée, et l’est
example-ring-breached = doit être annoncée, mais ne l’est pas
example-quiet-kept = ne doit pas être annoncée, et ne l’est pas
example-quiet-breached = ne doit pas être annoncée, mais l’est
example-remove = Retirer l’exemple { $change }

## Règles dans SeaTable
rules-from-seatable = Depuis SeaTable…
seatable-rules = Règles dans SeaTable
seatable-rules-text = Les règles de notification et les automatisations de vos bases, chacune sous la forme de la règle qui peut la remplacer dans Rowbell. Dans SeaTable, elles se déclenchent à chaque modification d’une ligne tant que les conditions sont remplies ; ici, vous avez le choix. Dans SeaTable, rien ne change.
seatable-rules-loading = Interrogation de SeaTable…
seatable-rules-none = Aucune de vos bases n’a ici de règle de notification ni d’automatisation visible pour votre compte.
seatable-rules-none-here = Aucune règle de notification ni automatisation
seatable-rule-notification = Règle de notification
seatable-rule-automation = Automatisation
seatable-rule-unnamed = Sans nom
seatable-rule-when = Quand { $rule } se déclenche
seatable-rule-add = Ajouter
seatable-rule-add-named = Ajouter la règle { $rule }
seatable-rule-added = Déjà présente, sous le nom « { $rule } »
seatable-differs-view = La règle de SeaTable porte sur les lignes de la vue « { $view } », celle-ci sur tout le tableau.
seatable-differs-throttled = La règle de SeaTable notifie au plus une fois en cinq minutes et ignore ce qui survient entre-temps ; celle-ci se déclenche à chaque fois.
seatable-differs-off = SeaTable a désactivé sa propre règle.
seatable-not-scheduled = Ne peut pas être une règle ici : elle attend une heure, pas une modification.
seatable-not-deadline = Ne peut pas être une règle ici : elle attend qu’une date approche, pas une modification.
seatable-not-watched = Ne peut pas être une règle ici : elle surveille certaines colonnes, mais aucune n’est choisie.
seatable-not-filters = Ne peut pas être une règle ici : ses filtres sont inutilisables.
seatable-not-known = Ne peut pas être une règle ici : elle attend « { $condition } », que Rowbell ne connaît pas.
