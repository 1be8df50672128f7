//! The History part of the aims, measured: `cargo bench -p rowbell-core --bench history`.
//!
//! Environment: `ROWBELL_BENCH_ENTRIES` (default 1,000,000), `ROWBELL_BENCH_DIR` (where the file is made; default a
//! temporary directory), `ROWBELL_BENCH_KEEP` (keep the file and use it again next time).
//!
//! Prints one line for each measurement: `history <name> <key>=<value> …`.

#![allow(missing_docs, clippy::unwrap_used, clippy::cast_precision_loss, clippy::cast_possible_truncation)]

mod content;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use content::{Dice, START_MS, STEP_MS, TABLES, change, delivery, recording};
use futures_util::future::join_all;
use rowbell_core::{
    change::{ChangeKind, Content, Dispatch, EntryId},
    database::{Database, Durability},
    history::{Filter, History, RetentionLimits, Start},
    inbox::Inbox,
};

const BATCH: usize = 500;

fn main() {
    // `cargo test --benches` only looks whether it runs.
    let few = std::env::args().any(|argument| argument == "--test");
    let entries = std::env::var("ROWBELL_BENCH_ENTRIES").ok().and_then(|text| text.parse().ok());
    let entries = entries.unwrap_or(if few { 2_000 } else { 1_000_000 });
    let temporary = tempfile::tempdir().unwrap();
    let directory = std::env::var("ROWBELL_BENCH_DIR").map_or_else(|_| temporary.path().to_owned(), PathBuf::from);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(&directory.join("rowbell.db"), entries));
}

async fn run(path: &Path, entries: usize) {
    println!("history machine cores={} entries={entries}", std::thread::available_parallelism().map_or(0, usize::from));
    let begun = Instant::now();
    let database = Database::open(path, START_MS).unwrap().database;
    println!("history open_ms={:.2}", ms(begun.elapsed()));
    let (inbox, history) = (Inbox::new(database.clone()).0, History::new(database.clone()));
    let kept = history.counts().await.unwrap().total as usize;
    let end_ms = START_MS + (entries as i64 + 1) * STEP_MS;
    if kept < entries {
        appends(&inbox, &history).await;
        fill(&inbox, &history, entries).await;
        database.close().await;
        println!("history file_with_raw bytes_a_change={:.0}", file_bytes(path) as f64 / entries as f64);
    }
    let begun = Instant::now();
    let database = Database::open(path, START_MS).unwrap().database;
    println!("history open_filled ms={:.2}", ms(begun.elapsed()));
    let history = History::new(database.clone());
    live(&Inbox::new(database.clone()).0, &history, entries).await;
    let limits = RetentionLimits { raw_days: Some(0), ..RetentionLimits::default() };
    history.retain(end_ms, limits).await.unwrap();
    let (file, used) = history.size().await.unwrap();
    println!(
        "history disk bytes_a_change={:.0} file_mib={} used_mib={} aim=900",
        used as f64 / entries as f64,
        file >> 20,
        used >> 20
    );
    searches(&history, "before_tidy").await;
    let begun = Instant::now();
    let (mut slices, mut longest) = (0, Duration::ZERO);
    loop {
        let begun = Instant::now();
        let more = history.tidy().await.unwrap();
        longest = longest.max(begun.elapsed());
        slices += 1;
        if !more {
            break;
        }
    }
    let took = begun.elapsed().as_secs_f64();
    println!("history tidy seconds={took:.1} slices={slices} longest_ms={:.1}", ms(longest));
    let (_, used) = history.size().await.unwrap();
    println!("history disk_tidied bytes_a_change={:.0}", used as f64 / entries as f64);
    searches(&history, "tidied").await;
    pages(&history).await;
    database.close().await;
    println!("history file_closed bytes_a_change={:.0}", file_bytes(path) as f64 / entries as f64);
    if std::env::var_os("ROWBELL_BENCH_KEEP").is_none() {
        deletion(path, entries, end_ms).await;
    }
    cold(path).await;
    rebuilding(path).await;
}

/// Acknowledged appends with 64 callers, alone and with recording beside them.
async fn appends(inbox: &Inbox, history: &History) {
    let mut dice = Dice(99);
    let deliveries: Vec<_> = (0..4_000).map(|n| delivery(&change(n, &mut dice).0)).collect();
    for _ in 0..3 {
        let begun = Instant::now();
        let mut waits = callers(inbox, &deliveries).await;
        let seconds = begun.elapsed().as_secs_f64();
        println!("history appends callers=64 per_second={:.0} {}", waits.len() as f64 / seconds, spread(&mut waits));
    }
    // Take them out again, so that the fill begins with an empty inbox.
    let begun = Instant::now();
    let mut count = 0;
    loop {
        let waiting = inbox.pending(None, BATCH).await.unwrap();
        if waiting.is_empty() {
            break;
        }
        count += waiting.len();
        let empty = waiting.iter().map(|(id, delivery)| rowbell_core::history::Recording {
            delivery: *id,
            hash: rowbell_core::database::BodyHash::of(&delivery.body),
            timed: true,
            entries: Vec::new(),
        });
        history.record(empty.collect()).await.unwrap();
    }
    println!("history replay_of_waiting per_second={:.0}", count as f64 / begun.elapsed().as_secs_f64());
}

async fn callers(inbox: &Inbox, deliveries: &[rowbell_core::change::Delivery]) -> Vec<Duration> {
    let each = deliveries.len() / 64;
    let tasks = deliveries.chunks(each.max(1)).map(|chunk| {
        let (inbox, chunk) = (inbox.clone(), chunk.to_vec());
        tokio::spawn(async move {
            let mut waits = Vec::new();
            for delivery in chunk {
                let begun = Instant::now();
                inbox.append(delivery).await.unwrap();
                waits.push(begun.elapsed());
            }
            waits
        })
    });
    join_all(tasks).await.into_iter().flat_map(Result::unwrap).collect()
}

/// 500 a second for ten seconds: how long an append waits while what came before is recorded.
async fn live(inbox: &Inbox, history: &History, entries: usize) {
    let mut dice = Dice(31);
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1_000);
    let recorder = {
        let history = history.clone();
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while receiver.recv_many(&mut batch, 64).await > 0 {
                history.record(std::mem::take(&mut batch)).await.unwrap();
            }
        })
    };
    let mut tasks = Vec::new();
    let mut ticks = tokio::time::interval(Duration::from_millis(2));
    for n in 0..5_000 {
        ticks.tick().await;
        let (change, text) = change(entries + n / 20, &mut dice);
        let (inbox, sender) = (inbox.clone(), sender.clone());
        tasks.push(tokio::spawn(async move {
            let delivery = delivery(&change);
            let begun = Instant::now();
            let id = inbox.append(delivery.clone()).await.unwrap();
            let took = begun.elapsed();
            sender.send(recording(id, &delivery, change, text, None)).await.unwrap();
            took
        }));
    }
    drop(sender);
    let mut waits: Vec<Duration> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    recorder.await.unwrap();
    waits.sort_unstable();
    let p99 = ms(waits[waits.len() * 99 / 100]);
    println!("history live_500_a_second append_{} p99_ms={p99:.3}", spread(&mut waits));
}

async fn fill(inbox: &Inbox, history: &History, entries: usize) {
    let mut dice = Dice(7);
    let begun = Instant::now();
    let mut records = Vec::new();
    let mut stored = Duration::ZERO;
    for first in (0..entries).step_by(BATCH) {
        let changes: Vec<_> = (first..entries.min(first + BATCH)).map(|n| change(n, &mut dice)).collect();
        let deliveries: Vec<_> = changes.iter().map(|(change, _)| delivery(change)).collect();
        let start = Instant::now();
        let ids = join_all(deliveries.iter().map(|delivery| inbox.append(delivery.clone()))).await;
        let batch = changes.into_iter().zip(&deliveries).zip(ids).map(|(((change, text), delivery), id)| {
            // The newest are unread, and some of the older ones.
            let unread = change.at_ms > START_MS + (entries as i64 - 3_000) * STEP_MS || dice.roll(50) == 0;
            let desktop = unread.then_some(Dispatch::UnderWay);
            recording(id.unwrap(), delivery, change, text, desktop)
        });
        let batch: Vec<_> = batch.collect();
        let record = Instant::now();
        history.record(batch).await.unwrap();
        records.push(record.elapsed());
        stored += start.elapsed();
    }
    let per_second = entries as f64 / stored.as_secs_f64();
    println!(
        "history append_and_record per_second={per_second:.0} seconds={:.1} batch={BATCH} record_{}",
        begun.elapsed().as_secs_f64(),
        spread(&mut records)
    );
}

/// Searches as somebody types them: words of the entries themselves, cut to each length.
async fn searches(history: &History, name: &str) {
    let mut dice = Dice(4_711);
    let mut words = Vec::new();
    while words.len() < 4_000 {
        let at = dice.roll(1_000_000);
        let (_, text) = change(at, &mut dice);
        let all: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.push((all[dice.roll(all.len())].clone(), all[dice.roll(all.len())].clone()));
    }
    let plain = Filter::default();
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for length in 1..=10 {
        let long: Vec<_> = words.iter().filter(|(word, _)| word.chars().count() >= length).collect();
        let (mut one_here, mut two_here) = (Vec::new(), Vec::new());
        for (word, second) in long.iter().take(150) {
            let cut: String = word.chars().take(length).collect();
            one_here.push(search(history, &plain, &cut).await);
            two_here.push(search(history, &plain, &format!("{second} {cut}")).await);
        }
        println!("history search state={name} words=1 length={length} {}", spread(&mut one_here));
        println!("history search state={name} words=2 length={length} {}", spread(&mut two_here));
        one.append(&mut one_here);
        two.append(&mut two_here);
    }
    println!("history search state={name} words=1 length=all {} aim_p95_ms=10 aim_max_ms=40", spread(&mut one));
    println!("history search state={name} words=2 length=all {} aim_p95_ms=10 aim_max_ms=40", spread(&mut two));
    let mut long = Vec::new();
    for word in ["Opportunities", "Projektmanagement", "Veranstaltungen", "Qualitätssicherung", "implementation"] {
        for length in 6..=word.chars().count() {
            let cut: String = word.chars().take(length).collect();
            for search_text in [cut.clone(), format!("{cut} müll")] {
                long.push(search(history, &plain, &search_text).await);
            }
        }
    }
    println!("history search state={name} words=common_long {} aim_max_ms=40", spread(&mut long));
    let mut runs = Vec::new();
    for text in ["東京", "大阪", "会議", "見積", "請求書", "請求", "商品", "書請求", "京東", "€", "&", "❌"]
    {
        for search_text in [text.to_owned(), format!("{text} müll")] {
            runs.push(search(history, &plain, &search_text).await);
        }
    }
    println!("history search state={name} words=runs {} aim_p95_ms=10 aim_max_ms=40", spread(&mut runs));
    for table in [0, 3, 11] {
        let filter = Filter { table: Some(TABLES[table].into()), ..Filter::default() };
        filtered(history, &format!("state={name} filter=table_{table}"), &filter, &words).await;
    }
    let base = seatable::BaseUuid::new("7c0e2f5a-9d1b-4c3e-8f60-a1b2c3d4e5f1");
    filtered(history, &format!("state={name} filter=base"), &Filter { base: Some(base), ..plain.clone() }, &words)
        .await;
    filtered(history, &format!("state={name} filter=unread"), &Filter { unread: true, ..plain.clone() }, &words).await;
    let filter = Filter { unread: true, table: Some(TABLES[2].into()), ..plain };
    filtered(history, &format!("state={name} filter=unread_table"), &filter, &words).await;
}

async fn filtered(history: &History, name: &str, filter: &Filter, words: &[(String, String)]) {
    let mut waits = Vec::new();
    for (n, (word, _)) in words.iter().enumerate().take(400) {
        let cut: String = word.chars().take(1 + n % 10).collect();
        waits.push(search(history, filter, &cut).await);
    }
    println!("history search {name} {} aim_p95_ms=10", spread(&mut waits));
}

async fn search(history: &History, filter: &Filter, text: &str) -> Duration {
    let filter = Filter { search: Some(text.to_owned()), ..filter.clone() };
    let begun = Instant::now();
    let found = history.page(filter, Start::Newest, 50).await.unwrap();
    let took = begun.elapsed();
    if took > Duration::from_millis(30) {
        println!("history slow_search ms={:.1} found={} text={text:?}", ms(took), found.len());
    }
    took
}

async fn pages(history: &History) {
    let filters = [
        ("none", Filter::default()),
        ("table", Filter { table: Some("t003".into()), ..Filter::default() }),
        ("kind", Filter { kind: Some(ChangeKind::LinkAdded.into()), ..Filter::default() }),
        ("unread", Filter { unread: true, ..Filter::default() }),
        ("actor", Filter { actor: Some(format!("{:032x}@auth.local", 30 * 7_919 + 1)), ..Filter::default() }),
        (
            "table_kind",
            Filter { table: Some("t011".into()), kind: Some(ChangeKind::RowDeleted.into()), ..Filter::default() },
        ),
        ("table_unread", Filter { table: Some("t005".into()), unread: true, ..Filter::default() }),
        ("search", Filter { search: Some("müll prio".into()), ..Filter::default() }),
    ];
    for (name, filter) in filters {
        let (mut waits, mut from) = (Vec::new(), Start::Newest);
        for _ in 0..400 {
            let begun = Instant::now();
            let page = history.page(filter.clone(), from, 50).await.unwrap();
            waits.push(begun.elapsed());
            match page.last() {
                Some(last) if page.len() == 50 => from = Start::Before(last.id),
                _ => break,
            }
        }
        println!("history next_page filter={name} {} aim_p95_ms=1", spread(&mut waits));
    }
    let mut deep = Vec::new();
    let newest = history.page(Filter::default(), Start::Newest, 1).await.unwrap()[0].id.0;
    let mut dice = Dice(5);
    for _ in 0..400 {
        let at = START_MS * 1000 + dice.roll((newest - START_MS * 1000) as usize) as i64;
        let filter = Filter { table: Some("t003".into()), ..Filter::default() };
        let begun = Instant::now();
        history.page(filter, Start::Before(EntryId(at)), 50).await.unwrap();
        deep.push(begun.elapsed());
    }
    println!("history next_page filter=table_anywhere {} aim_p95_ms=1", spread(&mut deep));
    let mut waits = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        history.counts().await.unwrap();
        waits.push(begun.elapsed());
    }
    println!("history counts {} aim_ms=1", spread(&mut waits));
    let entry = &history.page(Filter::default(), Start::Newest, 1).await.unwrap()[0];
    let change = entry.change().unwrap();
    let (base, row) = (change.base.clone().unwrap(), change.row.id.clone());
    let begun = Instant::now();
    let found = history.timeline(base, row, Start::Newest, 50).await.unwrap();
    println!("history timeline entries={} ms={:.2}", found.len(), ms(begun.elapsed()));
}

/// The first search after the file was thrown out of the system's cache.
async fn cold(path: &Path) {
    let mut waits = Vec::new();
    for text in ["müller prio", "acme", "Opportunities", "INV00", "東京"] {
        let synced = std::process::Command::new("sync").status();
        if synced.is_err() || std::fs::write("/proc/sys/vm/drop_caches", "3").is_err() {
            println!("history cold skipped=drop_caches_not_writable");
            return;
        }
        let database = Database::open(path, START_MS).unwrap().database;
        let history = History::new(database.clone());
        waits.push(search(&history, &Filter::default(), text).await);
        database.close().await;
    }
    println!("history cold_first_search {} aim_ms=150", spread(&mut waits));
}

/// Ten seconds of indexing all anew, while somebody else wants to write all the time.
async fn rebuilding(path: &Path) {
    let database = Database::open(path, START_MS).unwrap().database;
    let history = History::new(database.clone());
    let all = "INSERT OR REPLACE INTO note (key, value) SELECT 'index_anew_before', max(id) + 1 FROM entry";
    database.write(Durability::Lazy, |connection| Ok(connection.execute(all, [])?)).await.unwrap();
    let done = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = done.clone();
    let text = std::sync::Arc::new(move |content: &Content| {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        content.change().unwrap().cells.iter().map(|cell| cell.new.to_string()).collect::<Vec<_>>().join(" ")
    });
    let mut waits = Vec::new();
    let probing = async {
        loop {
            let begun = Instant::now();
            database.write(Durability::Synced, |_| Ok(())).await.unwrap();
            waits.push(begun.elapsed());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        indexed = history.rebuild_index(text) => println!("history rebuild all={}", indexed.unwrap()),
        () = probing => {}
        () = tokio::time::sleep(Duration::from_secs(10)) => {}
    }
    let done = done.load(std::sync::atomic::Ordering::Relaxed);
    println!("history rebuild per_second={} writer_{} aim_max_ms=100", done / 10, spread(&mut waits));
    database.close().await;
}

/// Deleting the oldest tenth, while somebody else wants to write all the time.
async fn deletion(path: &Path, entries: usize, end_ms: i64) {
    let database = Database::open(path, START_MS).unwrap().database;
    let history = History::new(database.clone());
    let other = database.clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let probing = tokio::spawn(async move {
        let mut waits = Vec::new();
        while stopped.is_empty() {
            let begun = Instant::now();
            other.write(Durability::Lazy, |_| Ok(())).await.unwrap();
            waits.push(begun.elapsed());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        waits
    });
    let keep_ms = (entries as i64 * 9 / 10) * STEP_MS;
    let days = u32::try_from(keep_ms / 86_400_000).unwrap();
    let begun = Instant::now();
    let limits = RetentionLimits { days: Some(days), ..RetentionLimits::default() };
    let done = history.retain(end_ms, limits).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    stop.send(()).ok();
    let mut waits = probing.await.unwrap();
    println!(
        "history delete_oldest entries={} seconds={seconds:.1} writer_{} aim_max_ms=100",
        done.entries,
        spread(&mut waits)
    );
    let (file, used) = history.size().await.unwrap();
    println!("history after_deletion file_mib={} used_mib={}", file >> 20, used >> 20);
    database.close().await;
}

fn file_bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn spread(waits: &mut [Duration]) -> String {
    waits.sort_unstable();
    let at = |share: f64| waits.get(((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1)));
    let show = |share| at(share).map_or(0.0, |wait| ms(*wait));
    format!("n={} p50_ms={:.3} p95_ms={:.3} max_ms={:.3}", waits.len(), show(0.5), show(0.95), show(1.0))
}
