//! A full disk, and files that are not a store of this version.

use std::{
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use rowbell_relay::store::{self, StoreError};

use crate::{
    device::Device,
    running::{LIMITS, Running, SOON},
};

/// A small disk that is unmounted in the end.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// None without the right to mount.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "rowbell-test"]).arg(folder.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }

    fn fill(&self) {
        let mut filler = std::fs::File::options().create(true).append(true).open(self.0.path().join("filler")).unwrap();
        let mut size = 1 << 20;
        while size > 0 {
            if filler.write_all(&vec![1; size]).is_err() {
                size /= 2;
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ended = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_is_reported_and_used_again_as_soon_as_there_is_space() {
    let Some(disk) = SmallDisk::mount() else {
        println!("not tested: mounting a disk needs more rights");
        return;
    };
    let relay = Running::start_in_folder(disk.0.path()).await;
    let mut device = Device::new();
    let (mut connection, _) = device.enter(&relay.address).await;
    let token = device.tokens[0];
    assert_eq!(relay.post(&token, b"before").await, 200);
    disk.fill();
    let mut stored = 1;
    // There may be some space left in the log.
    let answer = loop {
        match relay.post(&token, &[b'x'; 20_000]).await {
            200 => stored += 1,
            other => break other,
        }
        assert!(stored < 1000);
    };
    assert_eq!(answer, 503);
    let ready = async || relay.raw(b"GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.status;
    until(async || ready().await == 503).await;
    std::fs::remove_file(disk.0.path().join("filler")).unwrap();
    assert_eq!(relay.post(&token, b"after").await, 200);
    until(async || ready().await == 200).await;
    // No letter that was refused was stored.
    connection.receive(&device.keys).await;
    for number in 0..=stored {
        let body = device.take(&mut connection).await.body;
        assert_eq!(body == b"after", number == stored, "{number} of {stored}");
    }
    assert_eq!(relay.store.totals().await.unwrap().letters, stored + 1);
}

async fn until(mut done: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !done().await {
        assert!(began.elapsed() < SOON);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn files_that_are_not_a_store_of_this_version_stay_untouched() {
    let opened = |folder: &Path| store::open(folder, LIMITS).map(|_| ());
    let folder = tempfile::tempdir().unwrap();
    store::open(folder.path(), LIMITS).unwrap().end().await;
    let file = folder.path().join("relay.db");
    let later = rusqlite::Connection::open(&file).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    later.close().unwrap();
    assert!(matches!(opened(folder.path()), Err(StoreError::Newer { found: 99, .. })));
    std::fs::write(&file, vec![b'x'; 10_000]).unwrap();
    assert!(matches!(opened(folder.path()), Err(StoreError::Failing(_))));
    assert_eq!(std::fs::read(&file).unwrap(), vec![b'x'; 10_000]);
}
