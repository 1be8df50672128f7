//! Texts for when there is no page to show them.

/// The question about a page that keeps crashing with its two answers, and the one before quitting.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) crashed: &'static str,
    pub(crate) again: &'static str,
    pub(crate) close: &'static str,
    /// What is asked before the agent is ended, and the two answers.
    pub(crate) quit_question: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) cancel: &'static str,
}

/// The words of a language, by its code; English ones if there are none.
pub(crate) fn words(language: &str) -> &'static Words {
    match language {
        "de" => &Words {
            crashed: "Der Inhalt des Fensters ist mehrmals hintereinander abgestürzt. Änderungen werden weiter empfangen \
                und gemeldet. Sie können ihn neu laden, oder das Fenster schließen und später wieder öffnen.",
            again: "Neu laden",
            close: "Fenster schließen",
            quit_question: "Rowbell beenden? Bis es wieder läuft, werden keine Änderungen empfangen, und SeaTable schaltet \
                einen Webhook ab, der diesen Computer nicht erreicht.",
            quit: "Rowbell beenden",
            cancel: "Abbrechen",
        },
        "fr" => &Words {
            crashed: "Le contenu de la fenêtre s’est arrêté plusieurs fois de suite. Les modifications sont toujours reçues \
                et annoncées. Vous pouvez le recharger, ou fermer la fenêtre et la rouvrir plus tard.",
            again: "Recharger",
            close: "Fermer la fenêtre",
            quit_question: "Quitter Rowbell ? Jusqu’à ce qu’il fonctionne de nouveau, aucune modification n’est reçue, et SeaTable \
                désactive un webhook qui n’atteint pas cet ordinateur.",
            quit: "Quitter Rowbell",
            cancel: "Annuler",
        },
        _ => &Words {
            crashed: "The window’s content has crashed several times in a row. Changes are still received and announced. \
                You can load it again, or close the window and open it later.",
            again: "Load again",
            close: "Close the window",
            quit_question: "Quit Rowbell? Until it runs again no changes are received, and SeaTable switches off a webhook that \
                does not reach this computer.",
            quit: "Quit Rowbell",
            cancel: "Cancel",
        },
    }
}
