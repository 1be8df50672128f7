//! From sealed letters to stored deliveries.

use std::sync::Arc;

use rowbell_protocol::{Cursor, Keys, Letter, MailboxId, SealedLetter, Sequence};
use tracing::warn;

use super::RelayWhy;
use crate::{
    change::{Authenticity, Delivery, Source, Told},
    clock::now_ms,
    inbox::Inbox,
    sources::local::{LocalSource, kept_header, undo_coding},
};

/// Letters that came together, to be stored together.
pub(super) struct Letters {
    pub(super) sealed: Vec<(Sequence, Vec<u8>)>,
    /// The relay no longer had some before the first of them, which came then.
    pub(super) gap: Option<Option<i64>>,
}

/// Where letters go.
#[derive(Clone)]
pub(super) struct Storing {
    pub(super) endpoint: String,
    pub(super) relay: String,
    pub(super) keys: Arc<Keys>,
    pub(super) mailbox: MailboxId,
    pub(super) inbox: Inbox,
    pub(super) local: LocalSource,
}

impl Storing {
    /// Opens and stores letters, with how far that is. It is on the disk when this resolves.
    pub(super) async fn store(&self, letters: Letters, source: Source, cursor: Cursor) -> Result<(), RelayWhy> {
        let mut deliveries = Vec::with_capacity(letters.sealed.len() + 1);
        if let Some(at_ms) = letters.gap {
            deliveries.extend(self.gap(at_ms));
        }
        let keys = self.keys.clone();
        let open =
            move || letters.sealed.into_iter().map(|(_, sealed)| (keys.open(&sealed), sealed)).collect::<Vec<_>>();
        // Opening many takes a while, in which others have to be answered.
        let opened = tokio::task::spawn_blocking(open).await.unwrap_or_default();
        for (letter, sealed) in opened {
            let delivery = match letter {
                Ok(letter) => self.delivery(letter, source),
                Err(error) => {
                    warn!(endpoint = self.endpoint, %error, "a letter can't be opened and is kept as it came");
                    let nameless = (Vec::new(), sealed, now_ms());
                    self.of(nameless, source, Authenticity::Forged)
                }
            };
            if self.local.admits(&delivery).await {
                deliveries.push(delivery);
            }
        }
        Ok(self.inbox.append_letters(&self.mailbox, cursor, deliveries).await?)
    }

    fn delivery(&self, letter: Letter, source: Source) -> Delivery {
        let headers: Vec<(String, String)> = letter
            .headers
            .into_iter()
            .filter(|(name, _)| kept_header(name))
            .map(|(name, value)| (name, String::from_utf8_lossy(&value).into_owned()))
            .collect();
        let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let body = undo_coding(header("content-encoding").unwrap_or_default(), letter.body);
        let signature = header(seatable::signature::SIGNATURE_HEADER);
        let authenticity = self.local.keys().authenticity(&self.endpoint, signature, &body);
        self.of((headers, body, letter.received_ms), source, authenticity)
    }

    fn of(
        &self,
        (headers, body, received_ms): (Vec<(String, String)>, Vec<u8>, i64),
        source: Source,
        authenticity: Authenticity,
    ) -> Delivery {
        Delivery { source, endpoint: self.endpoint.clone(), received_ms, authenticity, headers, body }
    }

    fn gap(&self, at_ms: Option<i64>) -> Option<Delivery> {
        let told = Told::LettersGone { relay: self.relay.clone(), at_ms };
        let body = serde_json::to_vec(&told).ok()?;
        Some(self.of((Vec::new(), body, now_ms()), Source::CatchUp, Authenticity::Verified))
    }
}

impl Letters {
    pub(super) fn none() -> Self {
        Self { sealed: Vec::new(), gap: None }
    }

    /// Takes a letter, if it is newer than all before: a relay that repeats itself is not believed.
    pub(super) fn take(&mut self, letter: SealedLetter<&[u8]>, newest: &mut Sequence) {
        if letter.sequence > *newest {
            *newest = letter.sequence;
            self.sealed.push((letter.sequence, letter.sealed.to_vec()));
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.sealed.iter().map(|(_, sealed)| sealed.len()).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sealed.is_empty() && self.gap.is_none()
    }
}
