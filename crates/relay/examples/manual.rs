//! Writes the manual pages that the package brings into a folder: `cargo run -p rowbell-relay --example manual -- DIR`.

// The command line is the program's own, so its files are taken in.
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

/// The administrator's. `rowbell relay`, which a person uses, has the page of that name in section 1.
const SECTION: &str = "8";

/// What the command line does not know of itself.
const MORE: &str = r#".SH EXIT STATUS
0 if all went well; 1 if not, and then standard error says what happened; 2 if the command line is wrong.
.SH SIGNALS
.TP
\fBSIGTERM\fR, \fBSIGINT\fR
What is under way is answered, devices are told to come back, and the relay ends within 15 seconds.
.TP
\fBSIGHUP\fR
The certificate is read anew.
.SH FILES
.TP
\fI/etc/rowbell\-relay.toml\fR
The settings, with every key explained. They are in force after \fBsystemctl restart rowbell\-relay\fR.
.TP
\fI/var/lib/rowbell\-relay/\fR
The store. Letters in it are sealed: nobody can read them but the mailbox's owner.
.TP
\fI/usr/lib/systemd/system/rowbell\-relay.socket\fR, \fI/usr/lib/systemd/system/rowbell\-relay.service\fR
The socket holds the address while the relay is restarted or replaced by a newer one, so that nobody is refused. The socket unit,
not the settings, says where to listen then.
.SH SEE ALSO
\fI/usr/share/doc/rowbell\-relay/self\-hosting.md\fR: setting it up, backups, watching it.
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
