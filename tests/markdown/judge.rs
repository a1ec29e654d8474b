//! What a stranger, who reads Markdown as GitHub does, makes of a page: whether anything
//! in it is markup that forecert did not mean, and what it shows.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use crate::flowchart;

/// GitHub's own limit of a comment is 65,536.
pub const LIMIT: usize = 65_000;

/// What a page shows.
#[derive(Debug, Default)]
pub struct Seen {
    /// The headings.
    pub headings: Vec<String>,
    /// What shows while everything is folded.
    pub folds: Vec<Fold>,
    /// Paragraphs outside of all folds.
    pub outside: Vec<String>,
}

/// A folded block.
#[derive(Debug, Default)]
pub struct Fold {
    /// Its summary, as HTML.
    pub summary: String,
    /// The rows of its table, a text a cell.
    pub rows: Vec<Vec<String>>,
    /// The items of its list.
    pub items: Vec<String>,
    /// Its code blocks: language and lines.
    pub code: Vec<(String, String)>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// Reads a page, and refuses what should not be there.
#[track_caller]
pub fn judge(page: &str) -> Seen {
    assert!(page.starts_with("<!-- forecert-plan -->\n"), "{page}");
    assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{page:?}");
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.autolink = true;
    extension.strikethrough = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    let arena = Arena::new();
    let root = parse_document(&arena, page, &options);
    let mut reader = Reader::default();
    for node in root.children() {
        reader.block(node);
    }
    assert_eq!(reader.open, None, "a fold stays open\n{page}");
    reader.seen
}

#[derive(Default)]
struct Reader {
    seen: Seen,
    open: Option<Fold>,
}

impl Reader {
    fn block<'a>(&mut self, node: &'a AstNode<'a>) {
        let value = node.data.borrow().value.clone();
        match value {
            NodeValue::HtmlBlock(html) => self.html(html.literal.trim_end()),
            NodeValue::Heading(_) => self.seen.headings.push(text(node)),
            NodeValue::Paragraph => {
                let text = text(node);
                match &mut self.open {
                    Some(fold) => fold.paragraphs.push(text),
                    None => self.seen.outside.push(text),
                }
            }
            NodeValue::List(_) => {
                for item in node.children() {
                    let mut blocks = item.children();
                    let text = text(blocks.next().expect("an item has a paragraph"));
                    assert!(blocks.next().is_none(), "an item is one paragraph: {text}");
                    match &mut self.open {
                        Some(fold) => fold.items.push(text),
                        None => self.seen.outside.push(text),
                    }
                }
            }
            NodeValue::CodeBlock(code) => {
                assert!(code.fenced && code.closed, "{code:?}");
                if code.info == "mermaid" {
                    flowchart::judge(&code.literal);
                }
                let fold = self.open.as_mut().expect("code is folded");
                fold.code.push((code.info.clone(), code.literal.clone()));
            }
            NodeValue::Table(table) => {
                assert_eq!(table.num_columns, 6);
                let fold = self.open.as_mut().expect("a table is folded");
                fold.rows.extend(node.children().skip(1).map(row));
            }
            other => panic!("a block that nobody meant: {other:?}"),
        }
    }

    /// Raw HTML: the marker, and the beginning and end of a fold.
    fn html(&mut self, html: &str) {
        if let Some(rest) = html.strip_prefix("<details>\n<summary>") {
            assert!(self.open.is_none(), "a fold in a fold: {html}");
            let summary = rest.strip_suffix("</summary>").expect(html);
            assert!(!summary.contains('\n'), "{html}");
            self.open = Some(Fold {
                summary: plain_html(summary),
                ..Fold::default()
            });
        } else if html == "</details>" {
            let fold = self.open.take().expect("a fold that is open ends");
            self.seen.folds.push(fold);
        } else {
            assert!(html.starts_with("<!-- forecert-plan -->"), "{html}");
            assert!(!html.contains("\n\n"), "{html}");
        }
    }
}

impl PartialEq for Fold {
    fn eq(&self, other: &Self) -> bool {
        self.summary == other.summary
    }
}

fn row<'a>(node: &'a AstNode<'a>) -> Vec<String> {
    let cells: Vec<String> = node.children().map(text).collect();
    // A pipe too many would push the number out of the last cell.
    let number = cells[5].bytes().all(|b| b.is_ascii_digit());
    assert!(cells.len() == 6 && number, "{cells:?}");
    cells
}

/// The words of a paragraph, heading or cell: text, emphasis and code.
fn text<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for child in node.children() {
        let value = child.data.borrow().value.clone();
        match value {
            NodeValue::Text(words) => {
                harmless(&words);
                text.push_str(&words);
            }
            NodeValue::Code(code) => text.push_str(&format!("`{}`", code.literal)),
            NodeValue::Strong => text.push_str(&self::text(child)),
            NodeValue::SoftBreak => text.push('\n'),
            other => panic!("markup that nobody meant: {other:?} after {text:?}"),
        }
    }
    text
}

/// Of what stands as text, GitHub and GitLab make mentions, references, pictures and
/// commands after all Markdown is done.
#[track_caller]
fn harmless(text: &str) {
    for mark in [
        "@", "#", "!", "$", "~", "%", "&", "^", "*", "_", "[", "]", "<", ">", "\\", "`", "://",
        "www.",
    ] {
        assert!(!text.contains(mark), "`{mark}` stands as text: {text:?}");
    }
    let hex = |word: &str| word.len() >= 7 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = text.split(|c: char| !c.is_alphanumeric());
    for word in words {
        assert!(!hex(word), "`{word}` is taken for a commit: {text:?}");
    }
    let hidden = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{202e}');
    assert!(!text.contains(hidden), "{text:?}");
}

/// A summary without its tags, which are `<b>` and `<code>` only; a mention in it is in
/// code.
fn plain_html(html: &str) -> String {
    let mut text = String::new();
    for (index, part) in html.split("<code>").enumerate() {
        let (code, rest) = match index {
            0 => ("", part),
            _ => part.split_once("</code>").expect(html),
        };
        let rest = rest.replace("<b>", "").replace("</b>", "");
        harmless(&rest);
        assert!(!code.contains(['<', '>', '"', '\'']), "{html}");
        let code = code.replace("&lt;", "<").replace("&gt;", ">");
        let code = code.replace("&quot;", "\"").replace("&#39;", "'");
        text.push_str(&code.replace("&amp;", "&"));
        text.push_str(&rest);
    }
    text
}
