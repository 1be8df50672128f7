//! The tray by itself, for looking at it: `cargo run -p rowbell --example tray`, then `idle`, `trouble dark` and so on.

#[cfg(target_os = "linux")]
mod by_hand;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() {
    by_hand::run().await;
}

#[cfg(not(target_os = "linux"))]
fn main() {}
