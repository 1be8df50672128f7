//! Why SeaTable switched a webhook off, as far as this side can tell.

/// The probable reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisabledReason {
    /// Deliveries with a wrong signature were refused, five in a row.
    WrongSignature,
    /// The disk is full or the database fails, so deliveries were refused, five in a row.
    NotStored,
    /// Deliveries for a foreign host name were refused, five in a row.
    HostRefused,
    /// Nothing listens here, so the connection was refused.
    NotListening,
    /// Its address is another port of this computer, so the connection was refused.
    OtherPort,
    /// The computer slept or Rowbell did not run, so the connection failed.
    Away,
    /// Rowbell was ready the whole time, so something between refuses or fails.
    Unreachable,
}

impl DisabledReason {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::WrongSignature => "wrong_signature",
            Self::NotStored => "not_stored",
            Self::HostRefused => "host_refused",
            Self::NotListening => "not_listening",
            Self::OtherPort => "other_port",
            Self::Away => "away",
            Self::Unreachable => "unreachable",
        }
    }

    /// Whether the same would happen again at the next change.
    pub fn lasts(self) -> bool {
        matches!(
            self,
            Self::WrongSignature | Self::NotStored | Self::HostRefused | Self::NotListening | Self::OtherPort
        )
    }
}

/// What this side knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// How many deliveries with a wrong signature came that nobody has looked at.
    pub forged: u64,
    /// Whether what comes can be stored.
    pub stores: bool,
    /// Whether deliveries for a host name are refused that nobody has allowed.
    pub refuses_hosts: bool,
    /// Whether something listens.
    pub listens: bool,
    /// Whether the webhook's address is a port of this computer that is not Rowbell's.
    pub other_port: bool,
    /// When Rowbell started, or the computer last woke up.
    pub back_ms: i64,
    /// When the webhook last proved to be on: it came, or the server said so.
    pub on_ms: i64,
}

impl Circumstances {
    /// What still goes on comes before what is over; an answer that was counted before a guess.
    pub fn reason(&self) -> DisabledReason {
        match self {
            Self { listens: false, .. } => DisabledReason::NotListening,
            Self { other_port: true, .. } => DisabledReason::OtherPort,
            Self { stores: false, .. } => DisabledReason::NotStored,
            Self { forged: 1.., .. } => DisabledReason::WrongSignature,
            _ if self.back_ms > self.on_ms => DisabledReason::Away,
            Self { refuses_hosts: true, .. } => DisabledReason::HostRefused,
            _ => DisabledReason::Unreachable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Circumstances = Circumstances {
        forged: 0,
        stores: true,
        refuses_hosts: false,
        listens: true,
        other_port: false,
        back_ms: 0,
        on_ms: 1,
    };

    #[test]
    fn what_goes_on_here_is_the_reason_or_else_an_absence() {
        assert_eq!(
            Circumstances { listens: false, forged: 9, back_ms: 2, ..FINE }.reason(),
            DisabledReason::NotListening
        );
        assert_eq!(Circumstances { other_port: true, back_ms: 2, ..FINE }.reason(), DisabledReason::OtherPort);
        assert_eq!(Circumstances { stores: false, ..FINE }.reason(), DisabledReason::NotStored);
        assert_eq!(Circumstances { forged: 5, back_ms: 2, ..FINE }.reason(), DisabledReason::WrongSignature);
        assert_eq!(Circumstances { refuses_hosts: true, ..FINE }.reason(), DisabledReason::HostRefused);
        assert_eq!(Circumstances { back_ms: 2, ..FINE }.reason(), DisabledReason::Away);
        assert_eq!(FINE.reason(), DisabledReason::Unreachable);
        assert!(
            DisabledReason::WrongSignature.lasts()
                && !DisabledReason::Away.lasts()
                && !DisabledReason::Unreachable.lasts()
        );
    }
}
