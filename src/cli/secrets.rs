//! Reading secrets from where the manifest says they are. What is read is wiped after use,
//! and no message holds a byte of it.

use std::fs;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::desired::{Secret, SecretSource};
use crate::finding::{self, Finding};
use crate::inventory::Passwords;
use crate::pfx::AtRest;

/// No password is longer; a file that is no file of a password may be.
const FILE_LIMIT: u64 = 64 << 10;

/// The passwords that were found, and what is to be said of the others.
pub(super) struct Secrets {
    /// What was found, in order.
    pub(super) passwords: Passwords,
    missing: Vec<Finding>,
}

impl Secrets {
    /// Reads them all; `base` is the manifest's folder.
    pub(super) fn read(declared: &[Secret], base: &Path) -> Self {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for Secret { source, span } in declared {
            match read(source, base) {
                Ok(secret) => found.push(secret),
                Err(reason) => missing.push(
                    Finding::remark("secret_missing", reason)
                        .help("without it, the PFX files that it is for stay closed")
                        .at(span.clone(), "no password from here"),
                ),
            }
        }
        Self {
            passwords: Passwords::new(found),
            missing,
        }
    }

    /// The same, with what private keys are kept under.
    pub(super) fn with_keys(self, at_rest: AtRest) -> Self {
        Self {
            passwords: self.passwords.with_keys(at_rest),
            missing: self.missing,
        }
    }

    /// Adds what is missing to the findings on files: where none stayed closed, none was
    /// missed.
    pub(super) fn beside(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        if findings.iter().any(|found| found.code == "pfx_password") {
            findings.extend(self.missing);
            finding::sort(&mut findings);
        }
        findings
    }
}

/// Reads one secret, or says why there is none. An empty one is none: build servers set
/// variables so that the one who asks may not see.
pub(super) fn read(source: &SecretSource, base: &Path) -> Result<Zeroizing<String>, String> {
    let secret = match source {
        SecretSource::Variable(name) => variable(name)?,
        SecretSource::File(path) => first_line(&base.join(path))
            .map_err(|reason| format!("the secret file `{path}` {reason}"))?,
    };
    match (secret.is_empty(), source) {
        (false, _) => Ok(secret),
        (true, SecretSource::Variable(name)) => Err(format!("the variable `{name}` is empty")),
        (true, SecretSource::File(path)) => Err(format!(
            "the first line of the secret file `{path}` is empty"
        )),
    }
}

fn variable(name: &str) -> Result<Zeroizing<String>, String> {
    match std::env::var(name) {
        Ok(value) => Ok(Zeroizing::new(value)),
        Err(std::env::VarError::NotPresent) => Err(format!("the variable `{name}` is not set")),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(format!("the variable `{name}` is not UTF-8 text"))
        }
    }
}

/// The first line, without its end and without the mark that Windows puts before UTF-8.
fn first_line(path: &Path) -> Result<Zeroizing<String>, String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    // A pipe would wait for a writer for ever.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("is not a file".to_owned());
    }
    let file = fs::File::open(path).map_err(cannot)?;
    let limit = usize::try_from(FILE_LIMIT).expect("the limit is small");
    // Room for all, so that no copy stays behind where the buffer grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    file.take(FILE_LIMIT)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    let line = bytes
        .split(|octet| *octet == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok(line) => Ok(Zeroizing::new(line.to_owned())),
        Err(_) => Err("is not UTF-8 text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_file(content: &[u8]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("pfx.txt"), content).unwrap();
        let source = SecretSource::File("pfx.txt".into());
        read(&source, folder.path()).map(|secret| secret.to_string())
    }

    #[test]
    fn a_secret_is_the_first_line_without_its_end() {
        for content in [
            &b"pass word"[..],
            b"pass word\n",
            b"pass word\r\nand a comment\n",
            b"\xef\xbb\xbfpass word\r\n",
        ] {
            assert_eq!(of_file(content).unwrap(), "pass word");
        }
    }

    #[test]
    fn a_file_that_has_no_secret_says_so_and_shows_nothing_of_itself() {
        let empty = of_file(b"\nsecond").unwrap_err();
        assert_eq!(
            empty,
            "the first line of the secret file `pfx.txt` is empty"
        );
        let utf16 = of_file(b"\xff\xfeg\0e\0h\0").unwrap_err();
        assert_eq!(utf16, "the secret file `pfx.txt` is not UTF-8 text");
        let folder = read(&SecretSource::File(".".into()), Path::new("/")).unwrap_err();
        assert_eq!(folder, "the secret file `.` is not a file");
        let source = SecretSource::Variable("FORECERT_SET_BY_NOBODY".into());
        assert_eq!(
            read(&source, Path::new("/")).unwrap_err(),
            "the variable `FORECERT_SET_BY_NOBODY` is not set"
        );
    }

    #[test]
    fn what_is_missing_is_told_only_where_a_file_stayed_closed() {
        let declared = [Secret {
            source: SecretSource::Variable("FORECERT_SET_BY_NOBODY".into()),
            span: 3..7,
        }];
        let secrets = || Secrets::read(&declared, Path::new("/"));
        assert_eq!(secrets().beside(Vec::new()), []);
        let closed = Finding::warning("pfx_password", "closed");
        let codes = secrets().beside(vec![closed]);
        let codes: Vec<&str> = codes.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["pfx_password", "secret_missing"]);
    }
}
