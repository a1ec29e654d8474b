//! `forecert init --from-inventory`: a manifest from certificates that exist.

use std::path::Path;

use zeroize::Zeroizing;

use crate::accept::Arrivals;
use crate::cli::arguments::{Common, InitArgs};
use crate::cli::context::read_file;
use crate::cli::exit::{Exit, Stop};
use crate::cli::folders::{below, cannot};
use crate::cli::{moment, output, secrets};
use crate::desired::SecretSource;
use crate::finding::Finding;
use crate::inventory::{FILE_LIMIT, Passwords, may_matter};
use crate::proposal::{self, Existing};
use crate::report::{self, count};
use crate::store::{self, StoreError};

/// Writes the manifest, and says what it was made of.
pub(super) fn write(common: &Common, args: &InitArgs, directory: &Path) -> Result<String, Stop> {
    let path = &common.manifest;
    if path.symlink_metadata().is_ok() {
        return Err(super::exists(path));
    }
    if !directory.is_dir() {
        let text = format!("`{}` is no folder", directory.display());
        let cure = "give the folder with the certificates that exist";
        return Err(Stop::text(Exit::Invalid, text, cure));
    }
    let base = path.parent().unwrap_or(Path::new(""));
    let variables = args.password_env.iter().map(|name| ("env", name));
    let files = args.password_file.iter().map(|name| ("file", name));
    let mut entries = Vec::new();
    let mut passwords = Vec::new();
    for (key, value) in variables.chain(files) {
        let source = match key {
            "env" => SecretSource::Variable(value.clone()),
            _ => SecretSource::File(value.clone()),
        };
        let password = secrets::read(&source, base).map_err(|why| {
            Stop::text(
                Exit::Usage,
                why,
                "a path is relative to the manifest's folder",
            )
        })?;
        passwords.push(password);
        entries.push((key, value.clone()));
    }
    let arrivals = read(directory, Passwords::new(passwords))?;
    let unread = unread(&arrivals.findings);
    let look = output::look_aside(common);
    output::aside(common, &report::findings(&unread, look));
    let existing: Vec<Existing> = arrivals
        .leaves
        .iter()
        .map(|leaf| Existing {
            shown: leaf.shown.clone(),
            contents: leaf.certificate.contents().clone(),
            issuer: leaf.certificate.issuer().clone(),
            not_before: leaf.certificate.validity().not_before,
            not_after: leaf.certificate.validity().not_after,
        })
        .collect();
    let shown = output::shown(directory);
    let proposal = proposal::propose(&shown, &existing, &entries, moment::now());
    let proposal = proposal.ok_or_else(|| {
        let text = format!("`{shown}` holds no certificate of a server that could be read");
        let cure = "give the folder with PFX, PEM, DER (.cer) or PKCS#7 (.p7b) files; of PFX files \
                    with a password name it: --password-env NAME or --password-file FILE";
        Stop::text(Exit::Invalid, text, cure)
    })?;
    match store::create(path, proposal.text.as_bytes()) {
        Ok(()) => {}
        Err(StoreError::Exists { .. }) => return Err(super::exists(path)),
        Err(error) => return Err(error.into()),
    }
    Ok(format!(
        "read {shown}: {}, of which the proposal makes {} as they are\nwrote {}, with {} and {}\n",
        count(proposal.certificates, "certificate"),
        proposal.alike,
        output::shown(path),
        count(proposal.pools, "pool"),
        count(proposal.questions, "question"),
    ))
}

/// Reads the files that may hold certificates.
fn read(directory: &Path, passwords: Passwords) -> Result<Arrivals, Stop> {
    let mut files = Vec::new();
    for file in below(directory)? {
        let bytes = read_file(&file, FILE_LIMIT + 1).map_err(|error| cannot(&file, &error))?;
        let bytes = Zeroizing::new(bytes);
        let length = bytes.len() as u64;
        if length <= FILE_LIMIT && may_matter(&bytes, length) {
            files.push((file.to_string_lossy().into_owned(), bytes));
        }
    }
    Ok(Arrivals::read(
        files
            .iter()
            .map(|(shown, bytes)| (shown.as_str(), bytes.as_slice())),
        &passwords,
    ))
}

/// What could not be read. Keys and requests are there too, and are none of it.
fn unread(findings: &[Finding]) -> Vec<Finding> {
    let told = findings
        .iter()
        .filter(|finding| finding.code != "no_certificate");
    told.map(|finding| {
        let mut finding = finding.clone();
        // Nothing ends here because of it.
        finding.severity = crate::finding::Severity::Warning;
        finding
    })
    .collect()
}
