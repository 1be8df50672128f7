//! Writes the manual pages and shell completions that a package brings into a folder: `cargo run --example manual -- DIR`.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use clap::CommandFactory;
use clap_complete::{Shell, generate_to};
use rowbell::cli::Cli;

/// What the command line does not know of itself.
const MORE: &str = r#".SH EXIT STATUS
0 if all went well; 1 if not, and then standard error says what happened and what to do; 2 if the command line is wrong.
.SH ENVIRONMENT
.TP
\fBROWBELL_DATA_DIR\fR, \fBROWBELL_PORT\fR
The same as \fB\-\-data\-dir\fR and \fB\-\-port\fR.
.TP
\fBROWBELL_LOG\fR
How much the log tells: \fBinfo\fR unless given, or \fBdebug\fR, for example.
.TP
\fBROWBELL_SECRETS\fR
\fBfile\fR keeps tokens and secrets in a file in the data folder, for computers without a keyring.
.TP
\fBROWBELL_WINDOW\fR
Another program for the window, or \fBnone\fR for no window.
.SH FILES
.TP
\fI~/.config/rowbell/rowbell.toml\fR
The settings, with every key explained. Changes apply as soon as the file is saved.
.TP
\fI~/.local/share/rowbell/\fR
The history and the log.
.TP
\fI~/.config/systemd/user/rowbell.socket\fR, \fI~/.config/systemd/user/rowbell.service\fR
Units that \fBrowbell autostart on\fR writes.
.SH REMOVING ROWBELL
Delete its webhooks in SeaTable first: SeaTable goes on posting to an address where nobody listens. An API token stays valid
until it is deleted in SeaTable.
"#;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    let folder = Path::new(&folder);
    let (pages, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&pages)?;
    fs::create_dir_all(&completions)?;
    clap_mangen::generate_to(Cli::command(), &pages)?;
    OpenOptions::new().append(true).open(pages.join("rowbell.1"))?.write_all(MORE.as_bytes())?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        generate_to(shell, &mut Cli::command(), "rowbell", &completions)?;
    }
    Ok(())
}
