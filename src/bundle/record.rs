//! `bundle.json`: what was put into a folder, so that it is told later whether that still
//! is what is wanted, and whether somebody changed it. It holds no secret.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::cert::CertificateId;

use super::blueprint::{Blueprint, Listed};
use super::script::Roll;

/// The file's name.
pub const RECORD: &str = "bundle.json";

/// The version of this format.
const VERSION: &str = "1.0";

/// More files than any folder has.
const MOST_FILES: usize = 1000;

/// What was put into a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    format_version: String,
    /// The recipient's name.
    pub server: String,
    /// Whether all certificates are in it.
    pub complete: bool,
    /// Its certificates.
    pub certificates: Vec<Named>,
    /// Its files, by path.
    pub files: BTreeMap<String, Digests>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Under which id it is kept.
    pub id: String,
    /// Its version.
    pub generation: u32,
    /// Its thumbprint.
    pub thumbprint: String,
    /// How it takes over from the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<Rolled>,
}

/// How a certificate takes over from the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rolled {
    /// The thumbprint of the one before.
    pub previous: String,
    /// From when on the new one is used.
    #[serde(with = "time::serde::rfc3339")]
    pub effective: OffsetDateTime,
    /// The last safe moment.
    #[serde(with = "time::serde::rfc3339")]
    pub latest: OffsetDateTime,
}

/// What a file holds, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Of what is meant to be in it: equal for equal contents, whatever the salts.
    pub content: String,
    /// SHA-256 over its bytes, in hexadecimal.
    pub sha256: String,
}

impl Record {
    /// The record of a blueprint, given the digest of each file's bytes.
    pub fn new(blueprint: &Blueprint, sha256: &BTreeMap<String, String>) -> Self {
        let Blueprint {
            name,
            folder: _,
            complete,
            certificates,
            files,
        } = blueprint;
        let files = files.iter().map(|(path, part)| {
            let digests = Digests {
                content: part.digest(),
                sha256: sha256.get(path).cloned().unwrap_or_default(),
            };
            (path.clone(), digests)
        });
        Self {
            format_version: VERSION.to_owned(),
            server: name.clone(),
            complete: *complete,
            certificates: certificates.iter().map(Named::new).collect(),
            files: files.collect(),
        }
    }

    /// Reads one. One of a later version, or a damaged one, is none: the folder is made anew.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let record: Self = serde_json::from_slice(bytes).ok()?;
        let plain = |path: &String| {
            path.split('/').all(|part| !part.is_empty() && part != "..") && !path.contains('\\')
        };
        let fits = record.format_version.starts_with("1.")
            && record.files.len() <= MOST_FILES
            && record.files.keys().all(plain);
        fits.then_some(record)
    }

    /// As text.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("a record is plain data");
        format!("{text}\n")
    }

    /// Whether a blueprint would put the same into the folder.
    pub fn is_of(&self, blueprint: &Blueprint) -> bool {
        let wanted = Self::new(blueprint, &BTreeMap::new());
        let contents = |record: &Self| -> BTreeMap<String, String> {
            let files = record.files.iter();
            files
                .map(|(path, digests)| (path.clone(), digests.content.clone()))
                .collect()
        };
        self.server == wanted.server
            && self.complete == wanted.complete
            && self.certificates == wanted.certificates
            && contents(self) == contents(&wanted)
    }

    /// The changes that it settled, by certificate and version.
    pub fn rolls(&self) -> impl Iterator<Item = ((CertificateId, u32), Roll)> + '_ {
        self.certificates.iter().filter_map(|named| {
            let Rolled {
                previous,
                effective,
                latest,
            } = named.roll.clone()?;
            let id = CertificateId::parse(&named.id).ok()?;
            let roll = Roll {
                previous,
                effective,
                latest,
            };
            Some(((id, named.generation), roll))
        })
    }
}

impl Named {
    fn new(listed: &Listed) -> Self {
        let Listed {
            id,
            generation,
            thumbprint,
            roll,
        } = listed;
        let rolled = |roll: &Roll| Rolled {
            previous: roll.previous.clone(),
            effective: roll.effective,
            latest: roll.latest,
        };
        Self {
            id: id.to_string(),
            generation: *generation,
            thumbprint: thumbprint.clone(),
            roll: roll.as_ref().map(rolled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_leads_out_of_its_folder_is_none() {
        let record = |path: &str| {
            let text = format!(
                r#"{{"format_version":"1.0","server":"a.b","complete":true,"certificates":[],"files":{{"{path}":{{"content":"","sha256":""}}}}}}"#
            );
            Record::parse(text.as_bytes())
        };
        assert!(record("roots/a.cer").is_some());
        for path in ["../a", "/etc/passwd", "a//b", r"a\\b", "roots/../../x"] {
            assert!(record(path).is_none(), "{path}");
        }
        assert!(Record::parse(b"{}").is_none());
        let later =
            r#"{"format_version":"2.0","server":"","complete":true,"certificates":[],"files":{}}"#;
        assert!(Record::parse(later.as_bytes()).is_none());
    }
}
