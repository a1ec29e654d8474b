//! The page that a manifest is written on: lines, comments, questions, examples, and
//! what may be on it.
//!
//! As in the manifest of a plain `init`, a sentence begins behind `# `, and an example
//! keeps its own indentation behind `#`.

/// Characters in a line.
const WIDTH: usize = 88;

/// A manifest in the making.
#[derive(Default)]
pub struct Page {
    text: String,
    questions: usize,
}

impl Page {
    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Sentences, broken to the width.
    pub fn comment(&mut self, indent: usize, sentences: &str) {
        let head = format!("{}#", " ".repeat(indent));
        let mut line = head.clone();
        for word in sentences.split_whitespace() {
            if line.len() > head.len() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line.clone_from(&head);
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(&line);
    }

    /// What the document does not hold, and why it is asked.
    pub fn question(&mut self, indent: usize, sentences: &str) {
        self.questions += 1;
        self.comment(indent, &format!("Question: {sentences}"));
    }

    /// A line that is not in use; its indentation goes behind the `#`.
    pub fn example(&mut self, line: &str) {
        self.line(&format!("#{line}"));
    }

    /// A key with a list: in one line where there is room, otherwise one entry a line.
    pub fn list(&mut self, indent: usize, key: &str, entries: &[String]) {
        let blanks = " ".repeat(indent);
        let line = format!("{blanks}{key}: [{}]", entries.join(", "));
        if line.len() <= WIDTH {
            return self.line(&line);
        }
        self.line(&format!("{blanks}{key}:"));
        for entry in entries {
            self.line(&format!("{blanks}  - {entry}"));
        }
    }

    /// A key with a mapping: in one line where there is room, otherwise one entry a line.
    pub fn map(&mut self, indent: usize, key: &str, entries: &[String]) {
        let blanks = " ".repeat(indent);
        let line = format!("{blanks}{key}: {{ {} }}", entries.join(", "));
        if line.len() <= WIDTH {
            return self.line(&line);
        }
        self.line(&format!("{blanks}{key}:"));
        for entry in entries {
            self.line(&format!("{blanks}  {entry}"));
        }
    }

    /// The text, and how many questions are in it.
    pub fn finish(self) -> (String, usize) {
        (self.text, self.questions)
    }
}

/// A name as a YAML scalar. One that begins with a digit might be a number.
pub fn scalar(name: impl ToString) -> String {
    let name = name.to_string();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("\"{name}\"")
    } else {
        name
    }
}

/// Any text as a YAML scalar: as it is where it can only be a word, otherwise quoted, with
/// everything escaped that does not show.
pub fn text_scalar(text: &str) -> String {
    let text = text.trim();
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_');
    let means = [
        "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf",
    ];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(word)
        && !means.iter().any(|word| text.eq_ignore_ascii_case(word));
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            _ if c.is_alphanumeric() => quoted.push(c),
            _ => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// A text of the document as a word of a comment: on one line, of readable characters,
/// and not endless.
pub fn quoted(text: &str) -> String {
    const LENGTH: usize = 80;
    let readable = |c: char| match c {
        '`' => '\'',
        ' '..='~' => c,
        c if c.is_alphanumeric() => c,
        _ => '?',
    };
    let mut word: String = text.trim().chars().take(LENGTH).map(readable).collect();
    if text.trim().chars().nth(LENGTH).is_some() {
        word.push_str("...");
    }
    format!("`{word}`")
}

#[cfg(test)]
mod tests {
    use super::{Page, quoted, scalar};

    #[test]
    fn sentences_are_broken_and_stay_sentences() {
        let mut page = Page::default();
        page.question(2, &"word ".repeat(40));
        page.example("  key: 1");
        let (text, questions) = page.finish();
        assert_eq!(questions, 1);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[..3].iter().all(|line| line.starts_with("  # ")));
        assert!(lines.iter().all(|line| line.len() <= 88));
        assert_eq!(lines[3], "#  key: 1");
    }

    #[test]
    fn nothing_breaks_out_of_a_comment() {
        for text in [
            "a\nb: 1",
            "a\u{2028}b",
            "a\u{85}b",
            "a\rb",
            "\u{FEFF}\u{202E}",
        ] {
            let word = quoted(text);
            assert!(word.chars().all(|c| matches!(c, ' '..='~')), "{word:?}");
        }
        assert_eq!(quoted(" Zürich "), "`Zürich`");
        assert_eq!(quoted(&"x".repeat(99)).len(), 85);
    }

    #[test]
    fn a_name_that_may_be_a_number_is_quoted() {
        assert_eq!(scalar("1.5"), "\"1.5\"");
        assert_eq!(scalar("a.b"), "a.b");
    }
}
