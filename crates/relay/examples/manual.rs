//! Writes the manual pages of the package into a folder: `cargo run -p rowbell-relay --example manual -- DIR`.

// The command line is part of the program, so its files are included here.
#[path = "../src/arguments.rs"]
mod arguments;
#[allow(dead_code)]
#[path = "../src/settings.rs"]
mod settings;

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

/// For administrators. `rowbell relay`, which a person uses, has its page in section 1.
const SECTION: &str = "8";

/// What can't be derived from the command line's definition.
const MORE: &str = r#".SH EXIT STATUS
0 on success; 1 on failure, with an explanation on standard error; 2 if the command line is wrong.
.SH SIGNALS
.TP
\fBSIGTERM\fR, \fBSIGINT\fR
Finishes requests that are under way, tells devices to reconnect, and ends within 15 seconds.
.TP
\fBSIGHUP\fR
Reloads the certificate.
.SH FILES
.TP
\fI/etc/rowbell\-relay.toml\fR
The settings, with every key explained. Changes take effect after \fBsystemctl restart rowbell\-relay\fR.
.TP
\fI/var/lib/rowbell\-relay/\fR
The data. Letters in it are encrypted: only the mailbox's owner can read them.
.TP
\fI/usr/lib/systemd/system/rowbell\-relay.socket\fR, \fI/usr/lib/systemd/system/rowbell\-relay.service\fR
The socket keeps the address open while the relay is restarted or upgraded, so that no connection is refused. The address to listen
on is then set in the socket unit, not in the settings.
.SH SEE ALSO
\fI/usr/share/doc/rowbell\-relay/self\-hosting.md\fR: installation, backups, monitoring.
"#;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    let pages = Path::new(&folder);
    fs::create_dir_all(pages)?;
    let mut command = arguments::Arguments::command().disable_help_subcommand(true);
    command.build();
    write(command, pages)?;
    let page = pages.join(format!("rowbell-relay.{SECTION}"));
    OpenOptions::new().append(true).open(page)?.write_all(MORE.as_bytes())
}

/// A command's page, and those of what is under it.
fn write(command: Command, pages: &Path) -> io::Result<()> {
    command.get_subcommands().try_for_each(|command| write(command.clone(), pages))?;
    Man::new(command).section(SECTION).generate_to(pages).map(drop)
}
