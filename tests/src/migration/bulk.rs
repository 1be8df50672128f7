//! Many webhooks at a time: what they say, and sending them faster than SeaTable does.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
};

/// How many connections send at a time.
const LANES: usize = 16;
const BASES: [&str; 3] =
    ["fae0a3a42ba94df88e8303fd385e37de", "7c0e2f5a9d1b4c3e8f60a1b2c3d4e5f6", "00112233445566778899aabbccddeeff"];
/// Ids and names; a rule mutes the last one.
const TABLES: [(&str, &str); 5] =
    [("9g8f", "Opportunities"), ("0000", "Customers"), ("4Kq1", "Größen"), ("c0de", "会议"), ("l0g5", "Log")];
/// People; the first is the one whose Rowbell it is, the last one a program.
const PEOPLE: [&str; 4] = [ME, "4bc9a7c79c5942c5b6238413f2132bea@auth.local", "92d8bb5c7f1e4b0c8d54@auth.local", ""];
const ROWS: [&str; 6] = ["Acme", "Müller GmbH", "Größe & Söhne", "上海会议", "O'Neill-Smith", "Row"];
const STAGES: [&str; 3] = ["Lead", "Offer", "Won"];
const SPAN_MS: i64 = 40 * 86_400_000;

/// As the settings name it.
const ME: &str = "0c2f1e3d5b7a49688d0c@auth.local";

/// The `n`th of `count` webhooks: all kinds of changes of three bases over forty days, each at a time of its own.
pub(super) fn webhook(n: usize, count: usize, now_ms: i64) -> String {
    let (base, (table_id, table)) = (BASES[n % BASES.len()], TABLES[n / 2 % TABLES.len()]);
    let row = format!("{} {n}", ROWS[n % ROWS.len()]);
    let back_ms = SPAN_MS / count as i64 * (count - n) as i64;
    let mut data = json!({
        "dtable_uuid": base, "table_id": table_id, "table_name": table, "row_id": format!("row{n}"), "row_name": row,
        "op_user": PEOPLE[n / 3 % PEOPLE.len()], "op_time": (now_ms - back_ms) as f64 / 1000.0,
    });
    if PEOPLE[n / 3 % PEOPLE.len()].is_empty() {
        data["op_app"] = json!("Importer");
    }
    let (op_type, cells) = match n % 7 {
        0 | 1 => ("insert_row", json!([text("Name", "", &row), select(None, Some(n))])),
        2 => ("delete_row", json!([text("Name", &row, "")])),
        3 => ("modify_row", json!([number(n)])),
        4 => ("modify_row", json!([select(Some(n), Some(n + 1)), text("Note", "", "von Anna geprüft, 下周再谈")])),
        _ => ("modify_row", json!([select(Some(n), Some(n + 1))])),
    };
    data["op_type"] = json!(op_type);
    data["row_data"] = cells;
    if n % 50 == 7 {
        data["row_count"] = json!(25);
    }
    json!({"event": "update", "data": data}).to_string()
}

fn text(name: &str, old: &str, new: &str) -> Value {
    json!({"column_key": "0000", "column_name": name, "column_type": "text", "column_data": {}, "value": new, "old_value": old})
}

fn number(n: usize) -> Value {
    let data =
        json!({"format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2, "enable_precision": true});
    json!({"column_key": "wI6R", "column_name": "Amount", "column_type": "number", "column_data": data,
        "value": n as f64 * 1250.5, "old_value": n})
}

fn select(old: Option<usize>, new: Option<usize>) -> Value {
    let options = (0..STAGES.len()).map(|n| json!({"id": format!("{n}11"), "name": STAGES[n], "color": "#FFEBCC"}));
    let id = |stage: Option<usize>| stage.map_or(String::new(), |n| format!("{}11", n % STAGES.len()));
    json!({"column_key": "py9l", "column_name": "Stage", "column_type": "single-select",
        "column_data": {"options": options.collect::<Vec<_>>()}, "value": id(new), "old_value": id(old)})
}

/// Webhooks under way.
pub(super) struct Sending {
    lanes: JoinSet<()>,
    answered: Arc<AtomicUsize>,
}

impl Sending {
    /// Sends bodies to an address over some connections, until all are answered or nobody is there.
    pub(super) fn start(url: &str, bodies: impl Iterator<Item = String>) -> Self {
        let (address, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("an address");
        let (address, path) = (address.to_owned(), format!("/{path}"));
        let answered = Arc::<AtomicUsize>::default();
        let mut shares = vec![Vec::new(); LANES];
        for (n, body) in bodies.enumerate() {
            shares[n % LANES].push(body);
        }
        let mut lanes = JoinSet::new();
        for share in shares {
            let (address, path, answered) = (address.clone(), path.clone(), answered.clone());
            lanes.spawn(async move {
                let Ok(stream) = TcpStream::connect(&address).await else { return };
                let mut stream = BufReader::new(stream);
                for body in share {
                    match post(&mut stream, &address, &path, &body).await {
                        Ok(200) => answered.fetch_add(1, Ordering::Relaxed),
                        Ok(other) => panic!("answered {other}"),
                        Err(_) => return,
                    };
                }
            });
        }
        Self { lanes, answered }
    }

    /// How many were accepted by now.
    pub(super) fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// Waits until nothing more is sent; how many were accepted.
    pub(super) async fn end(mut self) -> usize {
        while let Some(ended) = self.lanes.join_next().await {
            ended.expect("webhooks are accepted");
        }
        self.answered()
    }
}

async fn post(stream: &mut BufReader<TcpStream>, host: &str, path: &str, body: &str) -> std::io::Result<u16> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await?;
    let (mut status, mut length, mut line) = (0, 0, String::new());
    while {
        line.clear();
        stream.read_line(&mut line).await?
    } > 2
    {
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest.get(..3).and_then(|code| code.parse().ok()).unwrap_or_default();
        } else if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or_default();
        }
    }
    stream.read_exact(&mut vec![0; length]).await?;
    if status == 0 { Err(std::io::ErrorKind::UnexpectedEof.into()) } else { Ok(status) }
}
