//! What is said where there is no page that could say it.

/// What is said of a page whose process has ended again and again, and the two answers to it.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) crashed: &'static str,
    pub(crate) again: &'static str,
    pub(crate) close: &'static str,
}

/// The words of a language, by its code; English ones if there are none.
pub(crate) fn words(language: &str) -> &'static Words {
    match language {
        "de" => &Words {
            crashed: "Der Inhalt des Fensters ist mehrmals hintereinander abgestürzt. Änderungen werden weiter empfangen \
                und gemeldet. Sie können ihn neu laden, oder das Fenster schließen und später wieder öffnen.",
            again: "Neu laden",
            close: "Fenster schließen",
        },
        "fr" => &Words {
            crashed: "Le contenu de la fenêtre s’est arrêté plusieurs fois de suite. Les modifications sont toujours reçues \
                et annoncées. Vous pouvez le recharger, ou fermer la fenêtre et la rouvrir plus tard.",
            again: "Recharger",
            close: "Fermer la fenêtre",
        },
        _ => &Words {
            crashed: "The window’s content has crashed several times in a row. Changes are still received and announced. \
                You can load it again, or close the window and open it later.",
            again: "Load again",
            close: "Close the window",
        },
    }
}
