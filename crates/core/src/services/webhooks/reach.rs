//! Whether a SeaTable server can reach an address.

use url::Url;

use crate::{
    error::ActionError,
    sources::local::{Reach, is_here, reach_of_host},
};

/// A webhook that the server can't reach is switched off at the first change, so it is better not made.
pub(super) async fn check_reach(url: &str, server: &str) -> Result<(), ActionError> {
    let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(host) = parsed.as_ref().and_then(Url::host_str) else {
        return Err(ActionError::BadWebhookAddress { address: url.to_owned() });
    };
    let server_host = Url::parse(server).ok().and_then(|server| server.host_str().map(str::to_owned));
    let server_host = server_host.unwrap_or_default();
    if can_reach(reach_of_host(host), &server_host, || is_here(&server_host)).await {
        return Ok(());
    }
    Err(ActionError::Unreachable { server: server.to_owned(), host: host.to_owned() })
}

async fn can_reach<F: Future<Output = bool>>(reach: Reach, server_host: &str, is_here: impl FnOnce() -> F) -> bool {
    match reach {
        Reach::Internet => true,
        // SeaTable's own servers are in nobody's network; of another one it can't be told.
        Reach::LocalNetwork => server_host != "seatable.io" && !server_host.ends_with(".seatable.io"),
        Reach::ThisComputer => is_here().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_what_the_server_can_reach_is_good() {
        let can = async |reach, server, here| can_reach(reach, server, async || here).await;
        assert!(can(Reach::ThisComputer, "localhost", true).await);
        assert!(!can(Reach::ThisComputer, "cloud.seatable.io", false).await);
        assert!(!can(Reach::LocalNetwork, "cloud.seatable.io", false).await);
        assert!(can(Reach::LocalNetwork, "seatable.example", false).await);
        assert!(can(Reach::Internet, "cloud.seatable.io", false).await);
    }

    #[tokio::test]
    async fn an_address_is_refused_that_the_server_can_t_reach() {
        let refused = check_reach("http://127.0.0.1:8765/hook/x", "https://192.0.2.1").await;
        let refused = refused.expect_err("that server is not here");
        assert!(matches!(&refused, ActionError::Unreachable { host, .. } if host == "127.0.0.1"), "{refused}");
        assert!(check_reach("http://127.0.0.1:8765/hook/x", "http://localhost:8700").await.is_ok());
        assert!(check_reach("ftp://example.com", "http://localhost").await.is_err());
    }
}
