//! A receipt as it is written: `receipt.json`, which the script that installs writes on the
//! server, with all that PowerShell makes of JSON.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cert::DnsName;
use crate::inventory::{Assigned, Receipt};

/// More entries than any computer has certificates.
const ENTRIES: usize = 5_000;

/// A reason may quote what stands there, which may be long, in characters.
const REASON: usize = 200;

/// Reads a receipt.
///
/// # Errors
///
/// Why it cannot be read, in words.
pub(super) fn receipt(bytes: &[u8], shown: &str) -> Result<Receipt, String> {
    parse(bytes, shown).map_err(|reason| match reason.char_indices().nth(REASON) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason,
    })
}

fn parse(bytes: &[u8], shown: &str) -> Result<Receipt, String> {
    let text = text(bytes)?;
    let Version { format_version } = serde_json::from_str(&text).map_err(said)?;
    if format_version.split('.').next() != Some("1") {
        return Err(format!(
            "it has format version {format_version}; this forecert reads 1"
        ));
    }
    let written: Written = serde_json::from_str(&text).map_err(said)?;
    let Written {
        server,
        at,
        assigned,
        store,
    } = written;
    let server =
        DnsName::parse(&server).map_err(|error| format!("its `server`, `{server}`: {error}"))?;
    let at = moment(&at).ok_or_else(|| format!("its `at`, `{at}`, is no moment with a zone"))?;
    let mut receipt = Receipt {
        server,
        at,
        assigned: Vec::new(),
        with_key: BTreeSet::new(),
        shown: shown.to_owned(),
    };
    for (place, entry) in entries("assigned", assigned)? {
        let entry: WrittenAssigned =
            serde_json::from_value(entry).map_err(|error| format!("{place}: {error}"))?;
        receipt.assigned.push(Assigned {
            thumbprint: thumbprint(&place, &entry.thumbprint)?,
            effective: effective(&place, entry.effective.as_deref())?,
            to: entry.to,
        });
    }
    for (place, entry) in entries("store", store)? {
        let entry: WrittenStored =
            serde_json::from_value(entry).map_err(|error| format!("{place}: {error}"))?;
        let thumbprint = thumbprint(&place, &entry.thumbprint)?;
        if entry.has_key {
            receipt.with_key.insert(thumbprint);
        }
    }
    Ok(receipt)
}

/// Whether a file says that it is a receipt, as a JSON object with the mark of one.
pub(super) fn is_receipt(bytes: &[u8]) -> bool {
    let narrow: Vec<u8>;
    let bytes = match bytes {
        [0xff, 0xfe, wide @ ..] => {
            narrow = wide.iter().step_by(2).copied().collect();
            &narrow
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => rest,
        bytes => bytes,
    };
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return false;
    }
    let mut rest = bytes;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        rest = &rest[at + MARK.len()..];
        // Windows PowerShell writes two blanks behind the colon.
        let value = rest.trim_ascii_start().strip_prefix(b":");
        if value.is_some_and(|value| value.trim_ascii_start().starts_with(b"\"forecert\"")) {
            return true;
        }
    }
    false
}

const MARK: &[u8] = b"\"receipt\"";

#[derive(Deserialize)]
struct Version {
    format_version: String,
}

/// As it is written. What is not known, or of no use here, is passed over.
#[derive(Deserialize)]
struct Written {
    server: String,
    at: String,
    #[serde(default)]
    assigned: Value,
    #[serde(default)]
    store: Value,
}

#[derive(Deserialize)]
struct WrittenAssigned {
    #[serde(rename = "type")]
    to: String,
    thumbprint: String,
    #[serde(default)]
    effective: Option<String>,
}

#[derive(Deserialize)]
struct WrittenStored {
    thumbprint: String,
    has_key: bool,
}

/// The text of a file in UTF-8, with or without a byte order mark, or in UTF-16LE with
/// one, as Windows PowerShell redirects it.
fn text(bytes: &[u8]) -> Result<String, String> {
    let Some(wide) = bytes.strip_prefix(&[0xff, 0xfe]) else {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        return Ok(text.to_owned());
    };
    let (pairs, rest) = wide.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_le_bytes(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok()
        .filter(|_| rest.is_empty())
        .ok_or_else(|| "it is UTF-16 that is cut off or damaged".to_owned())
}

/// The words of the JSON reader, in which the end of a file that was cut off is a line of
/// it and a column.
fn said(error: serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => "it breaks off".to_owned(),
        _ => error.to_string(),
    }
}

/// The entries of a list with the place of each. `ConvertTo-Json` writes a list of one as
/// its entry, an empty one as nothing, and in Windows PowerShell some as `{"value": [...],
/// "Count": 2}`.
fn entries(name: &str, list: Value) -> Result<Vec<(String, Value)>, String> {
    let entries = match list {
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::Array(entries) => entries,
        Value::Object(mut entry) => match (entry.remove("value"), entry.contains_key("Count")) {
            (Some(Value::Array(entries)), true) => entries,
            _ => vec![Value::Object(entry)],
        },
        _ => return Err(format!("its `{name}` is no list")),
    };
    if entries.len() > ENTRIES {
        return Err(format!(
            "its `{name}` has {} entries; {ENTRIES} are the most",
            entries.len()
        ));
    }
    let entries = entries.into_iter().enumerate();
    entries
        .map(|(index, entry)| {
            let place = format!("its `{name}`, entry {}", index + 1);
            match entry {
                // What lies deeper than `-Depth` stands as text.
                Value::String(_) => Err(format!("{place}, is text: ConvertTo-Json -Depth 4")),
                entry => Ok((place, entry)),
            }
        })
        .collect()
}

/// SHA-1 as Windows shows it, in upper case.
fn thumbprint(place: &str, text: &str) -> Result<String, String> {
    let is_one = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let upper = || text.to_ascii_uppercase();
    is_one
        .then(upper)
        .ok_or_else(|| format!("{place}: `{text}` is no thumbprint of 40 hexadecimal digits"))
}

fn effective(place: &str, text: Option<&str>) -> Result<Option<OffsetDateTime>, String> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let moment = moment(text).map(Some);
    moment.ok_or_else(|| format!("{place}: `{text}` is no moment with a zone"))
}

/// RFC 3339, or as Windows PowerShell writes a moment that is not made text before.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let milliseconds = text
        .strip_prefix("/Date(")
        .and_then(|rest| rest.strip_suffix(")/"));
    match milliseconds {
        Some(number) => {
            let number: i64 = number.parse().ok()?;
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(number) * 1_000_000).ok()
        }
        None => OffsetDateTime::parse(text, &Rfc3339).ok(),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const A: &str = "AB00000000000000000000000000000000000001";
    const B: &str = "AB00000000000000000000000000000000000002";

    const RECEIPT: &str = r#"{
    "receipt":  "forecert",
    "format_version":  "1.0",
    "server":  "fe01.contoso.net",
    "pool":  "pool01.contoso.net",
    "at":  "2026-11-25T22:00:00Z",
    "computer":  "FE01",
    "assigned":  [
        { "type": "Default", "thumbprint": "AB00000000000000000000000000000000000001", "effective": null },
        { "type": "OAuthTokenIssuer", "thumbprint": "AB00000000000000000000000000000000000002", "effective": "2027-01-01T00:00:00Z" }
    ],
    "store":  [
        { "thumbprint": "AB00000000000000000000000000000000000001", "subject": "CN=fe01", "not_after": "2027-11-25T22:00:00Z", "has_key": true },
        { "thumbprint": "AB00000000000000000000000000000000000002", "subject": "CN=Root", "not_after": "2037-11-25T22:00:00Z", "has_key": false }
    ]
}"#;

    fn read(text: &str) -> Receipt {
        assert!(is_receipt(text.as_bytes()), "{text}");
        receipt(text.as_bytes(), "receipt.json").unwrap()
    }

    fn refused(text: &str) -> String {
        assert!(is_receipt(text.as_bytes()), "{text}");
        receipt(text.as_bytes(), "receipt.json").unwrap_err()
    }

    fn with(from: &str, to: &str) -> String {
        assert!(RECEIPT.contains(from), "{from}");
        RECEIPT.replace(from, to)
    }

    #[test]
    fn a_receipt_says_what_is_assigned_and_what_has_its_key() {
        let receipt = read(RECEIPT);
        assert_eq!(receipt.server.as_str(), "fe01.contoso.net");
        assert_eq!(receipt.at, datetime!(2026-11-25 22:00 UTC));
        assert!(receipt.is_assigned(A, "default"));
        assert!(!receipt.is_assigned(B, "Default"));
        let staged = datetime!(2027-01-01 0:00 UTC);
        assert_eq!(receipt.staged(B), Some(staged));
        assert_eq!(receipt.staged(A), None);
        assert_eq!(receipt.with_key, BTreeSet::from([A.to_owned()]));
        // Assigned, though the store does not have its key.
        assert!(receipt.holds(A) && receipt.holds(B));
    }

    #[test]
    fn case_unknown_fields_and_a_newer_minor_version_make_no_difference() {
        let text = RECEIPT
            .replace("AB0", "ab0")
            .replace("fe01.contoso.net", "FE01.Contoso.NET")
            .replace("\"1.0\"", "\"1.7\"")
            .replace("\"computer\"", "\"colour\": \"red\", \"computer\"");
        assert_eq!(read(&text), read(RECEIPT));
    }

    #[test]
    fn powershell_writes_what_it_writes_and_is_understood() {
        let utf8 = format!("\u{feff}{RECEIPT}");
        let utf16 = utf8.encode_utf16().flat_map(u16::to_le_bytes);
        let utf16: Vec<u8> = utf16.collect();
        for bytes in [utf8.as_bytes(), &utf16] {
            assert!(is_receipt(bytes));
            assert_eq!(receipt(bytes, "receipt.json").unwrap(), read(RECEIPT));
        }
        let head = "{\"receipt\":\"forecert\",\"format_version\":\"1.0\",\
                    \"server\":\"a.contoso.net\",\"at\":\"2026-11-25T22:00:00.0000000+01:00\"";
        let entry = format!("{{\"thumbprint\":\"{A}\",\"has_key\":true}}");
        for (store, count) in [
            (String::new(), 0),
            (",\"store\":null".to_owned(), 0),
            (",\"store\":\"\"".to_owned(), 0),
            (",\"store\":[]".to_owned(), 0),
            (format!(",\"store\":{entry}"), 1),
            (format!(",\"store\":{{\"value\":[{entry}],\"Count\":1}}"), 1),
        ] {
            let receipt = read(&format!("{head}{store}}}"));
            assert_eq!(receipt.with_key.len(), count, "{store}");
            assert_eq!(receipt.at, datetime!(2026-11-25 21:00 UTC));
        }
        let dated = with("2026-11-25T22:00:00Z", r"\/Date(1795644000000)\/");
        assert_eq!(read(&dated).at, datetime!(2026-11-25 22:00 UTC));
    }

    #[test]
    fn what_is_wrong_with_a_receipt_is_said() {
        let many = format!("[{}\"\"]", "null,".repeat(ENTRIES));
        for (text, reason) in [
            (
                with("\"1.0\"", "\"2.0\""),
                "it has format version 2.0; this forecert reads 1",
            ),
            (
                with("fe01.contoso.net", "FE01"),
                "its `server`, `FE01`: the name has one label",
            ),
            (
                with("2026-11-25T22:00:00Z", "25.11.2026"),
                "its `at`, `25.11.2026`, is no moment with a zone",
            ),
            (
                with("AB00000000000000000000000000000000000002", "AB"),
                "its `assigned`, entry 2: `AB` is no thumbprint",
            ),
            (
                with("\"has_key\": false", "\"has_key\": \"no\""),
                "its `store`, entry 2: invalid type",
            ),
            (RECEIPT[..200].to_owned(), "it breaks off"),
            (
                "{\"receipt\":\"forecert\"}".to_owned(),
                "missing field `format_version`",
            ),
            (
                format!(
                    "{{\"receipt\":\"forecert\",\"format_version\":\"1.0\",\
                     \"server\":\"a.b\",\"at\":\"2026-11-25T22:00:00Z\",\"store\":{many}}}"
                ),
                "its `store` has 5001 entries; 5000 are the most",
            ),
            (
                "{\"receipt\":\"forecert\",\"format_version\":\"1.0\",\"server\":\"a.b\",\
                 \"at\":\"2026-11-25T22:00:00Z\",\"store\":[\"@{thumbprint=AB}\"]}"
                    .to_owned(),
                "its `store`, entry 1, is text: ConvertTo-Json -Depth 4",
            ),
        ] {
            let said = refused(&text);
            assert!(said.starts_with(reason), "{said}\n{reason}");
        }
        let long = with("\"AB", &format!("\"{}", "x".repeat(9_000)));
        assert_eq!(refused(&long).chars().count(), REASON + 1);
        let mut wide: Vec<u8> = vec![0xff, 0xfe];
        wide.extend(RECEIPT.encode_utf16().flat_map(u16::to_le_bytes));
        wide.pop();
        let said = receipt(&wide, "receipt.json").unwrap_err();
        assert_eq!(said, "it is UTF-16 that is cut off or damaged");
    }

    #[test]
    fn other_json_is_no_receipt() {
        for text in [
            "",
            "{}",
            "[{\"receipt\":\"forecert\"}]",
            "{\"receipt\":\"another\"}",
            "{\"forecert\":\"receipt\"}",
            "the \"receipt\":\"forecert\"",
        ] {
            assert!(!is_receipt(text.as_bytes()), "{text}");
        }
        assert!(is_receipt(
            b" {\"a\":\"receipt\",\"receipt\" : \"forecert\"}"
        ));
    }
}
