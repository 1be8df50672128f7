//! What stands between people and their servers: nginx and squid, as they are.

use std::{
    fmt::Write as _,
    fs::{self, Permissions},
    net::{IpAddr, TcpStream},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
};

use tempfile::TempDir;

use crate::{Desktop, eventually, process::Process};

/// A proxy; it ends with its test.
#[derive(Debug)]
pub struct Proxy {
    process: Process,
    /// The port it listens at.
    pub port: u16,
    log: PathBuf,
    _folder: TempDir,
}

impl Proxy {
    /// nginx, with these server blocks. Their log has each request's first line, and whether a token came with it.
    pub async fn nginx(port: u16, servers: &str) -> Self {
        let (held, folder) = open_folder();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let paths = temporary.iter().fold(String::new(), |mut paths, kind| {
            let _ = writeln!(paths, "{kind}_temp_path {}/{kind};", folder.display());
            paths
        });
        let settings = format!(
            "user root;\ndaemon off;\npid {0}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{paths}log_format line '$request $status token=$http_authorization';\naccess_log {0}/log line;\n{servers}\n}}\n",
            folder.display()
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-p").arg(&folder).arg("-c").arg(&file).args(["-e", "stderr"]);
        Self::up(Process::start(&command), "127.0.0.1".parse().unwrap(), port, held).await
    }

    /// squid with the rules that it is installed with, but that the local network may use it, as their comment suggests; `names`
    /// leads to `at` there.
    pub async fn squid(at: IpAddr, port: u16, name: &str) -> Self {
        let stock = fs::read_to_string("/etc/squid/squid.conf").unwrap();
        let rules = stock.lines().filter(|line| ["acl ", "http_access "].iter().any(|begin| line.starts_with(begin)));
        let rules = rules.fold(String::new(), |all, rule| {
            let before = if rule == "http_access allow localhost" { "http_access allow localnet\n" } else { "" };
            all + before + rule + "\n"
        });
        let (held, folder) = open_folder();
        fs::write(folder.join("hosts"), format!("{at} {name}\n")).unwrap();
        let settings = format!(
            "{rules}http_port {at}:{port}\ncache deny all\npid_filename none\nhosts_file {0}/hosts\naccess_log stdio:{0}/log\ncache_log {0}/cache.log\ncoredump_dir {0}\npinger_enable off\nnetdb_filename none\nshutdown_lifetime 0 seconds\n",
            folder.display()
        );
        let file = folder.join("squid.conf");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new("squid");
        // Its memory that is shared has this name; two of one name can't be.
        command.args(["-N", "-n", &service(port), "-f"]).arg(&file);
        Self::up(Process::start(&command), at, port, held).await
    }

    async fn up(mut process: Process, at: IpAddr, port: u16, folder: TempDir) -> Self {
        let said = process.said.clone();
        eventually("the proxy listens", async || {
            assert!(process.is_running(), "the proxy ended: {}", said.text());
            TcpStream::connect((at, port))
        })
        .await;
        let log = folder.path().join("log");
        Self { process, port, log, _folder: folder }
    }

    /// What it was asked.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_else(|_| self.process.said.text())
    }
}

fn service(port: u16) -> String {
    format!("bell{port}")
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.process.kill();
        // What a squid leaves there that is killed.
        for left in fs::read_dir("/dev/shm").into_iter().flatten().flatten() {
            if left.file_name().to_string_lossy().starts_with(&format!("{}-", service(self.port))) {
                let _ = fs::remove_file(left.path());
            }
        }
    }
}

/// A folder that a program can write to which gives up its rights.
fn open_folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

/// A certificate with its key, as `openssl req -x509` makes them for `localhost`; gives the two files.
///
/// # Panics
/// When openssl fails.
pub fn openssl_certificate(desktop: &Desktop) -> (PathBuf, PathBuf) {
    let (certificate, key) = (desktop.path("certificate.pem"), desktop.path("key.pem"));
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "7", "-subj", "/CN=localhost"]);
    command.args(["-addext", "subjectAltName=DNS:localhost", "-keyout"]).arg(&key).arg("-out").arg(&certificate);
    let made = command.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}
