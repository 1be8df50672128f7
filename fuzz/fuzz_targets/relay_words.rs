//! What a relay or a device says, and links and addresses that people paste: read or refused, and what is read is said again
//! the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rowbell_protocol::{FromDevice, FromRelay, InvitationLink, RelayAddress, Token};

fuzz_target!(|text: &str| {
    if let Ok(said) = serde_json::from_str::<FromRelay>(text)
        && said != FromRelay::Unknown
    {
        let again = serde_json::to_string(&said).expect("it can be said");
        // What this version does not know in it is let go.
        assert!(serde_json::from_str::<FromRelay>(&again).is_ok(), "{again}");
    }
    if let Ok(said @ (FromDevice::Enter(_) | FromDevice::Confirm { .. })) = serde_json::from_str(text) {
        let again = serde_json::to_string(&said).expect("it can be said");
        assert_eq!(serde_json::from_str::<FromDevice>(&again).ok(), Some(said), "{again}");
    }
    if let Ok(address) = text.parse::<RelayAddress>() {
        assert_eq!(address.to_string().parse(), Ok(address.clone()));
        assert!(address.to_string().starts_with("http") && address.connect().starts_with("ws"));
        let link = InvitationLink { relay: address, invitation: None };
        assert_eq!(link.to_string().parse(), Ok(link));
    }
    let _ = text.parse::<InvitationLink>();
    let _ = text.parse::<Token>();
});
