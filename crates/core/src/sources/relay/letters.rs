//! From sealed letters to stored deliveries.

use std::sync::Arc;

use rowbell_protocol::{Cursor, Keys, Letter, MailboxId, SealedLetter, Sequence};
use tracing::warn;

use super::RelayError;
use crate::{
    change::{Authenticity, Delivery, Source, SourceReport},
    clock::now_ms,
    inbox::Inbox,
    sources::webhook::{WebhookIntake, decode_or_keep, header, kept_headers},
};

/// How many bytes of opened letters are stored together, give or take one of them.
const AT_ONCE_BYTES: usize = 4 * 1024 * 1024;

/// Letters that came together, to be stored together.
pub(super) struct Letters {
    pub(super) sealed: Vec<(Sequence, Vec<u8>)>,
    /// The relay no longer had some before the first of them, which came then.
    pub(super) gap: Option<Option<i64>>,
}

/// Where letters go.
#[derive(Clone)]
pub(super) struct LetterStore {
    pub(super) endpoint: String,
    pub(super) relay: String,
    pub(super) keys: Arc<Keys>,
    pub(super) mailbox: MailboxId,
    pub(super) inbox: Inbox,
    pub(super) webhooks: WebhookIntake,
}

impl LetterStore {
    /// Opens and stores letters, with how far that is. All of it is on the disk when this resolves.
    pub(super) async fn store(&self, letters: Letters, source: Source, cursor: Cursor) -> Result<(), RelayError> {
        let mut deliveries: Vec<Delivery> = letters.gap.map(|at_ms| self.gap(at_ms)).into_iter().collect();
        let keys = self.keys.clone();
        let open = move || {
            let opened = letters.sealed.into_iter().map(|(place, sealed)| (place, keys.open(&sealed), sealed));
            opened.collect::<Vec<_>>()
        };
        // Opening many takes a while, in which others have to be answered.
        let opened = tokio::task::spawn_blocking(open).await.map_err(|_| RelayError::Lost)?;
        let (mut bytes, last) = (0, opened.len().saturating_sub(1));
        for (at, (place, letter, sealed)) in opened.into_iter().enumerate() {
            let delivery = match letter {
                Ok(letter) => self.delivery(letter, source),
                Err(error) => {
                    warn!(endpoint = self.endpoint, %error, "a letter can't be opened and is kept as it came");
                    self.of((Vec::new(), sealed, now_ms()), source, Authenticity::Forged)
                }
            };
            bytes += delivery.body.len();
            if self.webhooks.admit(&delivery).await.is_some() {
                deliveries.push(delivery);
            }
            // What was small on its way may be large here.
            if bytes > AT_ONCE_BYTES && at < last {
                let so_far = Cursor { after: place, ..cursor };
                self.inbox.append_letters(&self.mailbox, so_far, std::mem::take(&mut deliveries)).await?;
                bytes = 0;
            }
        }
        Ok(self.inbox.append_letters(&self.mailbox, cursor, deliveries).await?)
    }

    fn delivery(&self, letter: Letter, source: Source) -> Delivery {
        let headers = kept_headers(letter.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())));
        let body = decode_or_keep(header(&headers, "content-encoding").unwrap_or_default(), letter.body);
        let authenticity = self.webhooks.keys().authenticity(&self.endpoint, &headers, &body);
        // A relay's clock may be wrong; what is here has not come later than now.
        self.of((headers, body, letter.received_ms.min(now_ms())), source, authenticity)
    }

    fn of(
        &self,
        (headers, body, received_ms): (Vec<(String, String)>, Vec<u8>, i64),
        source: Source,
        authenticity: Authenticity,
    ) -> Delivery {
        Delivery { source, endpoint: self.endpoint.clone(), received_ms, authenticity, headers, body }
    }

    fn gap(&self, at_ms: Option<i64>) -> Delivery {
        let at_ms = at_ms.map(|at| at.min(now_ms()));
        let report = SourceReport::LettersGone { relay: self.relay.clone(), at_ms };
        self.of((Vec::new(), report.to_body(), now_ms()), Source::CatchUp, Authenticity::Verified)
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
