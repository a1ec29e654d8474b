//! What a Rust source names: paths and words by line, without comments, literals and
//! what is compiled for tests only.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A source file of the package.
pub struct Source {
    /// Its path from the package's root, with `/` between the parts.
    pub path: String,
    /// As it is written.
    pub text: String,
    /// The same with comments, literals and test code blanked; lines stay where they are.
    pub code: String,
}

impl Source {
    /// A source from its text.
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: without_tests(&without_literals(text)),
        }
    }

    /// The top-level module that it belongs to: `plan` for `src/plan/decide.rs`, nothing
    /// for `src/lib.rs`.
    pub fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        match inside.split_once('/') {
            Some((folder, _)) => folder,
            None if inside == "lib.rs" => "",
            None => inside.strip_suffix(".rs").unwrap_or(inside),
        }
    }

    /// The modules of the package that are named, with their lines.
    pub fn imports(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for start in ["crate", "forecert"] {
            for position in self.paths(start) {
                let rest = self.code[position + start.len()..].trim_start();
                let rest = rest.strip_prefix("::").unwrap_or_default().trim_start();
                let names = match rest.strip_prefix('{') {
                    Some(group) => heads(group),
                    None => vec![first_word(rest)],
                };
                let line = self.line(position);
                found.extend(names.into_iter().map(|name| (line, name.to_owned())));
            }
        }
        found.sort();
        found
    }

    /// Lines on which a path begins with this word, or a `use` takes it whole.
    pub fn names_crate(&self, name: &str) -> Vec<usize> {
        let used = self.words(name).into_iter().filter(|&position| {
            let before = self.code[..position].trim_end();
            ends_with_word(before, "use") || ends_with_word(before, "extern crate")
        });
        let mut found: Vec<usize> = self.paths(name).into_iter().chain(used).collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|position| self.line(position))
            .collect()
    }

    /// Lines on which this stands, not as a part of longer words.
    pub fn mentions(&self, pattern: &str) -> Vec<usize> {
        let lines = self
            .words(pattern)
            .into_iter()
            .map(|position| self.line(position));
        lines.collect()
    }

    /// Where a path begins with this word.
    fn paths(&self, word: &str) -> Vec<usize> {
        let begins = |&position: &usize| {
            let before = self.code[..position].trim_end();
            let after = self.code[position + word.len()..].trim_start();
            // `::word` is the beginning too; `other::word` is not.
            let inside = before.strip_suffix("::").is_some_and(|before| {
                before.ends_with(|c: char| is_word(c) || c == '>') && !ends_with_word(before, "use")
            });
            after.starts_with("::") && !inside
        };
        self.words(word).into_iter().filter(begins).collect()
    }

    fn words(&self, pattern: &str) -> Vec<usize> {
        let bounded = |&(position, _): &(usize, &str)| {
            let before = self.code[..position].chars().next_back();
            let after = self.code[position + pattern.len()..].chars().next();
            let joined = |edge: Option<char>, next: Option<char>| {
                edge.is_some_and(is_word) && next.is_some_and(is_word)
            };
            !joined(pattern.chars().next(), before) && !joined(pattern.chars().next_back(), after)
        };
        let found = self.code.match_indices(pattern).filter(bounded);
        found.map(|(position, _)| position).collect()
    }

    fn line(&self, position: usize) -> usize {
        self.code[..position].matches('\n').count() + 1
    }
}

/// All sources below a folder of the package, in order; files that are compiled for tests
/// only are left out.
pub fn below(root: &Path, folder: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    collect(root, folder, &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let for_tests: BTreeSet<String> = sources.iter().flat_map(test_modules).collect();
    sources.retain(|source| {
        let stem = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let mut folders = stem.match_indices('/').map(|(end, _)| &stem[..end]);
        !for_tests.contains(stem) && !folders.any(|folder| for_tests.contains(folder))
    });
    sources
}

fn collect(root: &Path, folder: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(root.join(folder)).expect("the folder is readable") {
        let entry = entry.expect("the folder is readable");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(root, &path, sources);
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("the source is UTF-8");
            sources.push(Source::new(&path, &text));
        }
    }
}

/// The modules that a source declares for tests only, as paths without `.rs`.
fn test_modules(source: &Source) -> Vec<String> {
    let folder = source.path.trim_end_matches(".rs");
    let folder = folder.trim_end_matches("/mod").trim_end_matches("/lib");
    let code = without_literals(&source.text);
    let declared = code.match_indices(TEST_ONLY).filter_map(|(position, _)| {
        let item = code[position + TEST_ONLY.len()..].trim_start();
        let name = first_word(item.strip_prefix("mod ")?);
        item[4 + name.len()..]
            .starts_with(';')
            .then(|| format!("{folder}/{name}"))
    });
    declared.collect()
}

const TEST_ONLY: &str = "#[cfg(test)]";

/// Blanks each item behind `#[cfg(test)]`, up to its `;` or its closing brace.
fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    while let Some(start) = kept.find(TEST_ONLY) {
        let mut depth = 0usize;
        let end = kept[start..].char_indices().find_map(|(offset, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let over = depth == 0 && matches!(c, ';' | '}');
            over.then_some(start + offset + c.len_utf8())
        });
        let end = end.unwrap_or(kept.len());
        let blank = blanked(&kept[start..end]);
        kept.replace_range(start..end, &blank);
    }
    kept
}

/// Blanks comments, and what stands in string and character literals.
fn without_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let in_word = code.chars().next_back().is_some_and(is_word);
        let length = comment(rest).or_else(|| literal(rest, in_word));
        match length {
            Some(length) => {
                code.push_str(&blanked(&rest[..length]));
                rest = &rest[length..];
            }
            None => {
                code.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    code
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0usize, 0usize);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        let (change, step) = match here {
            [b'/', b'*', ..] => (1, 2),
            [b'*', b'/', ..] => (-1, 2),
            _ => (0, 1),
        };
        depth = depth.saturating_add_signed(change);
        at += step;
        if depth == 0 {
            break;
        }
    }
    Some(at)
}

fn literal(rest: &str, in_word: bool) -> Option<usize> {
    if rest.starts_with('"') {
        return Some(quoted(rest, '"'));
    }
    if let Some(inside) = rest.strip_prefix('\'') {
        // A lifetime has no closing quote behind its first character.
        let mut chars = inside.chars();
        let (first, second) = (chars.next()?, chars.next()?);
        return (first == '\\' || second == '\'').then(|| quoted(rest, '\''));
    }
    // r"…", r#"…"#, br"…", cr"…": no escapes, and as many hashes at the end as at the start.
    let raw = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - raw.len();
    let hashed = raw.strip_prefix('r').filter(|_| prefix < 2 && !in_word)?;
    let hashes = hashed.len() - hashed.trim_start_matches('#').len();
    let inside = hashed[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(prefix + 1 + hashes + 1 + length)
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (offset, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return offset + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn blanked(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' { '\n' } else { ' ' })
        .collect()
}

/// The first word of each member of a `{…}` group, its opening brace taken off.
fn heads(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0usize, 0usize, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            ',' | '}' if depth == 0 => {
                found.push(first_word(group[start..at].trim_start()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn first_word(text: &str) -> &str {
    text.split(|c| !is_word(c)).next().unwrap_or_default()
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|before| !before.ends_with(is_word))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
