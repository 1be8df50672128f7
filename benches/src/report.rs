//! The results, printed as Markdown while they come.

/// What is printed.
#[derive(Default)]
pub(crate) struct Report {
    in_table: bool,
}

impl Report {
    /// Begins a part; says how busy the machine is just then.
    pub(crate) fn part(&mut self, name: &str, title: &str) {
        self.in_table = false;
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load: Vec<&str> = load.split(' ').take(3).collect();
        println!("\n## {title}\n\n`scripts/bench.sh {name}`; load average before: {}\n", load.join(" "));
    }

    /// A paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        if std::mem::take(&mut self.in_table) {
            println!();
        }
        println!("{text}");
    }

    /// A result with its aim.
    pub(crate) fn aim(&mut self, what: &str, aim: &str, measured: &str, met: bool) {
        self.row(what, aim, measured, if met { "yes" } else { "**no**" });
    }

    /// A result without an aim: a peer, or something that explains another.
    pub(crate) fn fact(&mut self, what: &str, measured: &str) {
        self.row(what, "", measured, "");
    }

    fn row(&mut self, what: &str, aim: &str, measured: &str, met: &str) {
        if !std::mem::replace(&mut self.in_table, true) {
            println!("| what | aim | measured | met |\n|---|---|---|---|");
        }
        println!("| {what} | {aim} | {measured} | {met} |");
    }
}
