//! Web addresses of bases, tables and rows, both ways.
//!
//! A webhook names neither server nor workspace nor base name, and no route opens a base by its uuid alone
//! (`seahub/dtable/urls.py`). So a base's address comes from a person who pastes it, or from the API
//! (`app-access-token` answers `workspace_id` and `dtable_name`); a renamed or moved base gets another.

mod parse;

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// The longest text that is looked at, in bytes.
pub const LONGEST: usize = 8 * 1024;

/// Where a base is found on the web. As text (and in JSON) it is [`BaseAddress::base_url`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseAddress {
    /// Scheme, host, port and perhaps a path; no slash at the end.
    server: String,
    place: Place,
}

/// The ways by which SeaTable opens a base.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// `/workspace/{id}/dtable/{name}/`: for those who may open the base itself.
    Workspace {
        /// The workspace's number.
        id: u64,
        /// The base's name, not encoded.
        name: String,
    },
    /// `/dtable/external-links/{token}/`: read-only, for everyone who has the link.
    ExternalLink {
        /// The link's secret part.
        token: String,
    },
    /// `/dtable/external-links/custom/{name}/`: the same with a name that somebody chose.
    CustomLink {
        /// The chosen name, not encoded.
        name: String,
    },
    /// `/dtable/view-external-links/{token}/`: one view, read-only.
    ViewLink {
        /// The link's secret part.
        token: String,
    },
}

/// What a pasted address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The base.
    pub base: BaseAddress,
    /// The table that was open (`tid`).
    pub table_id: Option<String>,
    /// The view that was open (`vid`).
    pub view_id: Option<String>,
    /// The row that was open (`row-id`).
    pub row_id: Option<String>,
}

/// Why a text is not a base's address; each message says what one looks like.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing, or only blanks.
    #[error("no address; it looks like https://cloud.seatable.io/workspace/24/dtable/Sales/")]
    Empty,
    /// More than [`LONGEST`] bytes.
    #[error("the address is longer than {LONGEST} bytes")]
    TooLong,
    /// Not http or https.
    #[error("the address starts with {0}:, only https: and http: are allowed")]
    Scheme(String),
    /// Has a name or password before the host.
    #[error("the address holds a user name or password before the host; leave it out")]
    UserInfo,
    /// Not a web address.
    #[error("this is not a web address ({0}); it looks like https://cloud.seatable.io/workspace/24/dtable/Sales/")]
    NotAnAddress(String),
    /// A web address, but not of a base.
    #[error(
        "this address does not open a base; open the base in the browser and copy the address, \
         it looks like https://cloud.seatable.io/workspace/24/dtable/Sales/ \
         or https://cloud.seatable.io/dtable/external-links/1a2b3c4d/"
    )]
    NotABase,
    /// A base's name that no address can hold: empty, `.` or `..`.
    #[error("no address can hold the base name {0:?}")]
    Name(String),
}

impl AddressError {
    /// A short name of the reason that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Scheme(_) => "scheme",
            Self::UserInfo => "user_info",
            Self::NotAnAddress(_) => "not_an_address",
            Self::NotABase => "not_a_base",
            Self::Name(_) => "name",
        }
    }
}

impl BaseAddress {
    /// The base of this name in a workspace, as `app-access-token` tells. The server is its web address, with a port
    /// and a path if it has them; what is missing of `https://` is added.
    ///
    /// # Errors
    ///
    /// If the server is not an http(s) address, or no address can hold the name.
    pub fn workspace(server: &str, id: u64, name: &str) -> Result<Self, AddressError> {
        let server = parse::server(&parse::url(server)?);
        let address = Self { server, place: Place::Workspace { id, name: name.to_owned() } };
        // What cannot be read back would open something else.
        match Self::parse(&address.base_url()) {
            Ok(read) if read.base == address => Ok(address),
            _ => Err(AddressError::Name(name.to_owned())),
        }
    }

    /// Reads an address as people paste it from a browser: with or without scheme (https then), final slash,
    /// encoding of the name, fragment, surrounding blanks or angle brackets.
    ///
    /// # Errors
    ///
    /// If it is not http(s), holds a password, or opens no base.
    pub fn parse(text: &str) -> Result<Pasted, AddressError> {
        parse::pasted(text)
    }

    /// Scheme, host, port if it is not the usual one, and path if the server has one; no slash at the end.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// How the base is opened there.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The base's address.
    pub fn base_url(&self) -> String {
        let server = &self.server;
        match &self.place {
            Place::Workspace { id, name } => format!("{server}/workspace/{id}/dtable/{}/", encoded(name)),
            Place::ExternalLink { token } => format!("{server}/dtable/external-links/{}/", encoded(token)),
            Place::CustomLink { name } => format!("{server}/dtable/external-links/custom/{}/", encoded(name)),
            Place::ViewLink { token } => format!("{server}/dtable/view-external-links/{}/", encoded(token)),
        }
    }

    /// The address that opens a table, in a view of it if known.
    pub fn table_url(&self, table_id: &str, view_id: Option<&str>) -> String {
        let mut url = format!("{}?tid={}", self.base_url(), encoded(table_id));
        if let Some(view_id) = view_id {
            url.push_str("&vid=");
            url.push_str(&encoded(view_id));
        }
        url
    }

    /// The address that opens a row's details. Without a view SeaTable takes one itself, as its form notices do; in a
    /// view that hides the row it may not open.
    pub fn row_url(&self, table_id: &str, view_id: Option<&str>, row_id: &str) -> String {
        format!("{}&row-id={}", self.table_url(table_id, view_id), encoded(row_id))
    }
}

impl fmt::Display for BaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base_url())
    }
}

impl From<BaseAddress> for String {
    fn from(address: BaseAddress) -> Self {
        address.base_url()
    }
}

impl TryFrom<String> for BaseAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Ok(Self::parse(&text)?.base)
    }
}

/// A server's address in full, from what a person typed or pasted: the address of a base on it will do.
#[cfg(feature = "client")]
pub(crate) fn server(text: &str) -> Result<String, AddressError> {
    match BaseAddress::parse(text) {
        Ok(pasted) => Ok(pasted.base.server),
        Err(_) => Ok(parse::server(&parse::url(text)?)),
    }
}

/// Everything but what RFC 3986 leaves unreserved, so that a name is one path segment and one query value.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests;
