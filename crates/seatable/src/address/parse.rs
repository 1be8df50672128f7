use percent_encoding::percent_decode_str;
use url::Url;

use super::{AddressError, BaseAddress, LONGEST, Pasted, Place};

pub(super) fn pasted(text: &str) -> Result<Pasted, AddressError> {
    let pasted = once(text)?;
    // What we would write must open the same; paths made up of two addresses do not.
    match once(&pasted.base.base_url()) {
        Ok(again) if again.base == pasted.base => Ok(pasted),
        _ => Err(AddressError::NotABase),
    }
}

fn once(text: &str) -> Result<Pasted, AddressError> {
    let mut url = url(text)?;
    let path = url.path().to_owned();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let (at, place) =
        (0..segments.len()).find_map(|at| Some((at, place(&segments[at..])?))).ok_or(AddressError::NotABase)?;
    let query = |name: &str| {
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let (table_id, view_id, row_id) = (query("tid"), query("vid"), query("row-id"));
    url.set_path(&format!("/{}", segments[..at].join("/")));
    Ok(Pasted { base: BaseAddress { server: server(&url), place }, table_id, view_id, row_id })
}

/// Reads a web address that may lack its scheme.
pub(super) fn url(text: &str) -> Result<Url, AddressError> {
    let blank = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\u{feff}' | '\u{200b}');
    let text = text.trim_matches(blank);
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if text.len() > LONGEST {
        return Err(AddressError::TooLong);
    }
    let url = match scheme(text) {
        None => Url::parse(&format!("https://{text}")),
        Some("http" | "https") => Url::parse(text),
        Some(scheme) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => Url::parse(text),
            other => return Err(AddressError::Scheme(other.to_owned())),
        },
    };
    let url = url.map_err(|error| AddressError::NotAnAddress(error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::UserInfo);
    }
    Ok(url)
}

/// The address up to the path's last slash, without query and fragment.
pub(super) fn server(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.as_str().trim_end_matches('/').to_owned()
}

/// What stands before the first colon, unless that is a host with a port.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let like_a_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let port = rest.starts_with(|c: char| c.is_ascii_digit());
    (like_a_scheme && !port).then_some(scheme)
}

/// What the path names if the server's own path ended here.
fn place(path: &[&str]) -> Option<Place> {
    // The route's name may hold slashes, and a final slash is often lost.
    let name = |segments: &[&str]| {
        let joined = segments.join("/");
        let joined = joined.strip_suffix('/').unwrap_or(&joined);
        let name = percent_decode_str(joined).decode_utf8_lossy().into_owned();
        (!name.is_empty()).then_some(name)
    };
    let token = |text: &str| {
        let token = percent_decode_str(text).decode_utf8_lossy().into_owned();
        (!token.is_empty()).then_some(token)
    };
    match path {
        ["workspace", id, "dtable", rest @ ..] => {
            let digits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
            let id = digits.then(|| id.parse().ok()).flatten()?;
            Some(Place::Workspace { id, name: name(rest)? })
        }
        ["dtable", "external-links", "custom", rest @ ..] => Some(Place::CustomLink { name: name(rest)? }),
        ["dtable", "external-links", link, ..] => Some(Place::ExternalLink { token: token(link)? }),
        ["dtable", "view-external-links", link, ..] => Some(Place::ViewLink { token: token(link)? }),
        _ => None,
    }
}
