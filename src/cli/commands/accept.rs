//! `forecert accept`: takes in what an issuer signed.

use std::path::PathBuf;

use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::accept::{self, Arrivals, Judgement, OtherKeys, Place, Refusal, Taken};
use crate::cert::CertificateId;
use crate::cli::arguments::{AcceptArgs, Common, Format};
use crate::cli::context::{Context, read_file};
use crate::cli::exit::{Exit, Stop};
use crate::cli::folders::{below, cannot};
use crate::cli::{moment, output};
use crate::desired::Desired;
use crate::finding::Finding;
use crate::inventory::{FILE_LIMIT, Object, Opener, recognise};
use crate::report;
use crate::rules;

/// A file's name and its bytes, among which may be a key.
type Read = (String, Zeroizing<Vec<u8>>);

pub(in crate::cli) fn run(common: &Common, args: &AcceptArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let files = read_files(&args.files)?;
    let (files, large): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(_, bytes)| bytes.len() as u64 <= FILE_LIMIT);
    let secrets = context.secrets();
    let mut arrivals = Arrivals::read(
        files
            .iter()
            .map(|(shown, bytes)| (shown.as_str(), bytes.as_slice())),
        &secrets.passwords,
    );
    arrivals.findings = secrets.beside(std::mem::take(&mut arrivals.findings));
    arrivals.findings.extend(large.iter().map(too_large));
    let now = moment::now();
    let store = context.lock("accept", now)?;
    let inventory = context.inventory()?;
    let other_keys = match args.adopt {
        true => OtherKeys::Adopted,
        false => OtherKeys::Refused,
    };
    let mut judgement = accept::judge(&arrivals, &context.desired, &inventory, other_keys, now);
    let refused_before = judgement.refusals.len();
    let denied = weigh(&mut judgement, &context.desired, now);
    let told = accept::preflight(&judgement.acceptances, store.layout());
    judgement.findings.extend(told);
    let mut taken = Vec::new();
    let mut failed = Vec::new();
    for acceptance in &judgement.acceptances {
        match accept::take(acceptance, &arrivals, &inventory, &store, now) {
            Ok(one) => taken.push(one),
            Err(error) => {
                let mut causes = report::causes(&error);
                if let Some(help) = error.help() {
                    causes.push_str(&format!("; help: {help}"));
                }
                failed.push((acceptance.id.clone(), causes));
            }
        }
    }
    let text = match args.format {
        Format::Human => report::accepted(&judgement, &taken, &failed, output::look(common)),
        Format::Json => {
            let manifest = context.manifest.source.text();
            report::accepted_json(&judgement, &taken, &failed, manifest)
        }
    };
    output::result(&text);
    if args.format == Format::Human && !taken.is_empty() {
        output::next(common, |program, look| {
            report::next_line(
                &format!(
                    "What is still awaited: {program} status; when nothing is: {program} bundle"
                ),
                look,
            )
        });
    }
    // Nothing else stands against them than what the manifest denies.
    if denied && refused_before == 0 && taken.is_empty() && failed.is_empty() {
        return Ok(Exit::Refused);
    }
    Ok(exit(&judgement, &taken, &failed))
}

/// Weighs what is said of each answer by the checks, and refuses those that the manifest
/// denies. Says whether there were any.
fn weigh(judgement: &mut Judgement, desired: &Desired, now: OffsetDateTime) -> bool {
    let mut denied = false;
    let acceptances = std::mem::take(&mut judgement.acceptances).into_iter();
    for mut acceptance in acceptances {
        let remarks = std::mem::take(&mut acceptance.remarks);
        acceptance.remarks = rules::weighed(remarks, desired, now);
        let reasons = rules::denied(&acceptance.remarks, desired);
        let is_new = !matches!(acceptance.place, Place::AlreadyHere { .. });
        if reasons.is_empty() || !is_new {
            judgement.acceptances.push(acceptance);
            continue;
        }
        denied = true;
        judgement.refusals.push(Refusal {
            reasons: reasons.into_iter().cloned().collect(),
            subject: acceptance.certificate.contents().subject.to_string(),
            shown: acceptance.shown,
        });
    }
    denied
}

fn exit(judgement: &Judgement, taken: &[Taken], failed: &[(CertificateId, String)]) -> Exit {
    let unread = judgement.findings.iter().any(|finding| finding.is_error());
    let refused = !judgement.refusals.is_empty() || unread;
    // What helps nothing here is no answer, and saying 0 would hide it.
    let useless = judgement
        .findings
        .iter()
        .any(|finding| finding.code == "authority_unused");
    let refused = refused || taken.is_empty() && useless;
    match (taken.is_empty(), refused, failed.is_empty()) {
        (_, false, true) => Exit::Done,
        (false, ..) => Exit::InPart,
        (true, _, true) => Exit::Invalid,
        (true, _, false) => Exit::Failed,
    }
}

/// Reads the files, and those in directories that hold a certificate or ought to: the
/// request or the mail that came with it is no answer.
fn read_files(paths: &[PathBuf]) -> Result<Vec<Read>, Stop> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        for file in below(path)? {
            let bytes = read_file(&file, FILE_LIMIT + 1).map_err(|error| cannot(&file, &error))?;
            let bytes = Zeroizing::new(bytes);
            if file == *path || may_answer(&bytes) {
                files.push((file.to_string_lossy().into_owned(), bytes));
            }
        }
        if files.len() == before {
            let text = format!("`{}` holds no certificate", path.display());
            let help =
                "give the folder with the issuer's answers: PEM, DER (.cer), PKCS#7 (.p7b) or PFX";
            return Err(Stop::text(Exit::Invalid, text, help));
        }
    }
    Ok(files)
}

/// Beside the answers a directory holds requests, mails and notes.
fn may_answer(bytes: &[u8]) -> bool {
    recognise(bytes, &mut Opener::closed())
        .iter()
        .any(|found| match &found.object {
            Err(_) | Ok(Object::Certificate(_) | Object::Container(_)) => true,
            Ok(Object::Request(_) | Object::Key(_) | Object::RevocationList(_)) => false,
        })
}

fn too_large((shown, _): &Read) -> Finding {
    let message = format!("`{shown}` has more than {FILE_LIMIT} bytes, which no answer needs");
    Finding::error("too_large", message)
        .in_file(shown.clone())
        .help("give the issuer's answer: PEM, DER (.cer), PKCS#7 (.p7b) or PFX")
}
