//! Which files were handed over, so that answers and notes of those who sign are told from
//! them when the folders are made anew.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The file that says so, beside the folders.
pub const RECORD: &str = "requests.json";

/// The version of its format.
const VERSION: &str = "1.0";

#[derive(Serialize, Deserialize)]
struct Record {
    format_version: String,
    files: BTreeSet<String>,
}

/// The record of these files, and of itself.
pub fn record<'a>(files: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let record = Record {
        format_version: VERSION.to_owned(),
        files: files.chain([RECORD]).map(str::to_owned).collect(),
    };
    let text = serde_json::to_string_pretty(&record).expect("a record is plain data");
    format!("{text}\n").into_bytes()
}

/// The files that a record names; none where it cannot be read.
pub fn recorded(bytes: &[u8]) -> BTreeSet<String> {
    let record: Option<Record> = serde_json::from_slice(bytes).ok();
    record
        .filter(|record| record.format_version.starts_with("1."))
        .map(|record| record.files)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_names_what_was_handed_over_and_itself() {
        let bytes = record(["index.txt", "ca/a.req"].into_iter());
        let files = recorded(&bytes);
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        assert_eq!(files, ["ca/a.req", "index.txt", "requests.json"]);
        assert!(recorded(b"{ torn").is_empty());
    }
}
