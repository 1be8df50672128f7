/// A text that stays on one line and within its length, whatever is pushed.
pub(super) struct Line {
    text: String,
    chars: usize,
    most: usize,
    /// Comes before the next character; dropped if there is none.
    gap: &'static str,
    full: bool,
}

impl Line {
    /// An empty one that takes this many characters.
    pub(super) fn of(most: usize) -> Self {
        Self { text: String::new(), chars: 0, most, gap: "", full: false }
    }

    /// The most characters it takes.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if self.full {
                return;
            }
            // A narrow no-break space parts digits in some languages.
            if c.is_whitespace() && c != '\u{202f}' {
                self.leave(" ");
            } else if !is_dropped(c) {
                std::mem::take(&mut self.gap).chars().for_each(|c| self.put(c));
                self.put(c);
            }
        }
    }

    /// A comma if something came before and something follows.
    pub(super) fn separate(&mut self) {
        self.gap = "";
        self.leave(", ");
    }

    /// Leaves a gap that shows only between two other things.
    fn leave(&mut self, gap: &'static str) {
        if self.chars > 0 && self.gap.is_empty() {
            self.gap = gap;
        }
    }

    /// Whether anything more would be cut off.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn put(&mut self, c: char) {
        if self.full {
            return;
        }
        if self.chars == self.most {
            self.text.pop();
            let kept = self.text.trim_end().len();
            self.text.truncate(kept);
            self.text.push('…');
            self.full = true;
        } else {
            self.text.push(c);
            self.chars += 1;
        }
    }
}

/// Control characters, and invisible ones that turn the writing direction or hide text from a reader.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}
