//! Addresses: of a relay and of its mailboxes, and the invitation link that an operator hands out.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use url::{Host, Url};

use crate::{CONNECT_PATH, Encoded, POST_PATH};

/// The end of an address that webhooks are posted to: whoever knows it may post, and nothing else.
pub type Token = Encoded<16>;

/// The SHA-256 of a token, which is all that the relay keeps of it.
pub type TokenHash = Encoded<32>;

/// Lets its holder open mailboxes at a relay that requires an invitation.
pub type Invitation = Encoded<16>;

impl Token {
    /// By which the relay knows the token.
    pub fn hash(&self) -> TokenHash {
        Encoded(Sha256::digest(self.0).into())
    }
}

/// The address of a relay: `https://relay.example.org`, possibly with a path, always without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RelayAddress(Url);

/// Why a text is not the address of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not a web address.
    #[error("this is not a web address")]
    NotAnAddress,
    /// It is not https, and not on this computer.
    #[error("a relay's address begins with https://")]
    NotSecure,
    /// It has a user name, password, query or fragment.
    #[error("a relay's address is a host name, possibly with a path, and nothing else")]
    TooMuch,
    /// The link is incomplete, or not an invitation.
    #[error("this is not an invitation to a relay")]
    NotAnInvitation,
}

impl RelayAddress {
    /// The address that webhooks are posted to with this token.
    pub fn post(&self, token: &Token) -> String {
        format!("{self}/{POST_PATH}{token}")
    }

    /// Where devices connect by WebSocket.
    pub fn connect(&self) -> String {
        let address = self.to_string();
        let (scheme, rest) = address.split_once("://").unwrap_or(("https", &address));
        format!("{}://{rest}/{CONNECT_PATH}", if scheme == "http" { "ws" } else { "wss" })
    }

    /// The host, for people.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl fmt::Display for RelayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for RelayAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&text).map_err(|_| AddressError::NotAnAddress)?;
        let is_local = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(AddressError::NotAnAddress),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_local => {}
            "http" => return Err(AddressError::NotSecure),
            _ => return Err(AddressError::NotAnAddress),
        }
        let has_extras = !url.username().is_empty() || url.password().is_some() || url.query().is_some();
        if has_extras || url.fragment().is_some() {
            return Err(AddressError::TooMuch);
        }
        // However it is typed, it is one address.
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }
}

/// `rowbell://relay?address=…&invitation=…`: opening it sets up a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationLink {
    /// The relay.
    pub relay: RelayAddress,
    /// What allows its holder to open a mailbox; none if anyone may.
    pub invitation: Option<Invitation>,
}

impl fmt::Display for InvitationLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("address", &self.relay.to_string());
        if let Some(invitation) = &self.invitation {
            pairs.append_pair("invitation", &invitation.to_string());
        }
        write!(f, "rowbell://relay?{}", pairs.finish())
    }
}

impl FromStr for InvitationLink {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::NotAnInvitation)?;
        if url.scheme() != "rowbell" || url.host_str() != Some("relay") {
            return Err(AddressError::NotAnInvitation);
        }
        let value = |name: &str| url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value);
        let relay = value("address").ok_or(AddressError::NotAnInvitation)?.parse()?;
        let invitation = value("invitation").map(|text| text.parse()).transpose();
        Ok(Self { relay, invitation: invitation.map_err(|_| AddressError::NotAnInvitation)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_understood_as_people_type_them() {
        let read = |text: &str| text.parse::<RelayAddress>().map(|address| address.to_string());
        for (typed, address) in [
            ("relay.example.org", "https://relay.example.org"),
            (" https://relay.example.org/ ", "https://relay.example.org"),
            ("https://example.org/rowbell/", "https://example.org/rowbell"),
            ("relay.example.org:8443", "https://relay.example.org:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(address), "{typed}");
        }
        let same = ["relay.example.org/a", "https://relay.example.org/a//"].map(str::parse::<RelayAddress>);
        assert_eq!(same[0], same[1]);
        assert_eq!(read("http://relay.example.org"), Err(AddressError::NotSecure));
        assert_eq!(read("https://a@relay.example.org"), Err(AddressError::TooMuch));
        assert_eq!(read("https://relay.example.org/?x"), Err(AddressError::TooMuch));
        assert_eq!(read("ftp://relay.example.org"), Err(AddressError::NotAnAddress));
        assert_eq!(read(""), Err(AddressError::NotAnAddress));
    }

    #[test]
    fn paths_under_a_relay_s_address() {
        let relay: RelayAddress = "https://example.org/rowbell".parse().unwrap();
        assert_eq!(relay.post(&Encoded([0; 16])), "https://example.org/rowbell/in/AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(relay.connect(), "wss://example.org/rowbell/v1/connect");
        let here: RelayAddress = "http://localhost:1".parse().unwrap();
        assert_eq!(here.connect(), "ws://localhost:1/v1/connect");
    }

    #[test]
    fn an_invitation_survives_being_a_link() {
        let relay: RelayAddress = "https://relay.example.org:8443".parse().unwrap();
        for invitation in [Some(Encoded([5; 16])), None] {
            let link = InvitationLink { relay: relay.clone(), invitation };
            assert_eq!(link.to_string().parse(), Ok(link));
        }
        for wrong in ["https://relay?address=relay.example.org", "rowbell://open?address=a.b", "rowbell://relay", "x"] {
            assert_eq!(wrong.parse::<InvitationLink>(), Err(AddressError::NotAnInvitation), "{wrong}");
        }
    }
}
