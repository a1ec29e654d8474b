//! What most commands begin with: the manifest read and resolved, the directories
//! found, the inventory read.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::cli::arguments::Common;
use crate::cli::exit::{Exit, Stop};
use crate::cli::meant;
use crate::cli::secrets::{self, Secrets};
use crate::desired::{self, Desired, IssuerKind};
use crate::inventory::Inventory;
use crate::manifest::Manifest;
use crate::pfx::{AtRest, Passphrase};
use crate::plan::{self, Plan, Selection, Terms};
use crate::rules;
use crate::store::{self, Holder, Layout, LockedStore};

/// More than any manifest; the parser has its own, smaller limit and says so.
const MANIFEST_READ_LIMIT: u64 = 64 << 20;

/// What the first line of every private key in PEM ends with.
const KEY_MARK: &[u8] = b"PRIVATE KEY-----";

/// The manifest and what it means.
pub(super) struct Context {
    pub(super) manifest: Manifest,
    pub(super) desired: Desired,
    pub(super) layout: Layout,
}

impl Context {
    /// Reads and resolves the manifest.
    pub(super) fn load(common: &Common) -> Result<Self, Stop> {
        let manifest = read_manifest(common)?;
        let desired = resolved(&manifest)?;
        let layout = layout(common, &desired)?;
        Ok(Self {
            manifest,
            desired,
            layout,
        })
    }

    /// Reads the inventory, PKCS#12 files with the passwords that are at hand.
    pub(super) fn inventory(&self) -> Result<Inventory, Stop> {
        let mut snapshot = store::read(&self.layout)?;
        let secrets = self.secrets();
        snapshot.passwords = secrets.passwords.clone();
        let mut inventory = Inventory::read(&snapshot);
        inventory.findings = secrets.beside(inventory.findings);
        Ok(inventory)
    }

    /// Reads the passwords that the manifest names the places of.
    pub(super) fn secrets(&self) -> Secrets {
        let secrets = Secrets::read(&self.desired.secrets, &self.layout.base);
        secrets.with_keys(self.layout.at_rest.clone())
    }

    /// Plans.
    pub(super) fn plan(
        &self,
        inventory: &Inventory,
        selection: &Selection,
        now: OffsetDateTime,
    ) -> Result<Plan, Stop> {
        self.check(selection)?;
        Ok(self.plan_again(inventory, selection, now))
    }

    /// Plans for a selection that was right once: what it names may be gone since.
    pub(super) fn plan_again(
        &self,
        inventory: &Inventory,
        selection: &Selection,
        now: OffsetDateTime,
    ) -> Plan {
        let terms = Terms { now, selection };
        let mut plan = plan::plan(&self.desired, inventory, &terms);
        rules::check(&mut plan, &self.desired, inventory);
        plan
    }

    /// Stops where the manifest denies what a check found.
    pub(super) fn refuse_denied(&self, plan: &Plan) -> Result<(), Stop> {
        let denied = rules::denied(&plan.findings, &self.desired);
        if denied.is_empty() {
            return Ok(());
        }
        let denied = denied.into_iter().cloned().collect();
        let source = &self.manifest.source;
        Err(Stop::findings(
            Exit::Refused,
            denied,
            source.name(),
            source.text(),
        ))
    }

    /// Takes the lock.
    pub(super) fn lock(&self, command: &str, now: OffsetDateTime) -> Result<LockedStore, Stop> {
        let holder = Holder {
            command: command.to_owned(),
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            process: std::process::id(),
            since: now,
        };
        Ok(LockedStore::lock(self.layout.clone(), &holder)?)
    }

    /// An id as it was written on the command line; it may be that of something that
    /// is no longer declared. A folder's path is understood too.
    pub(super) fn id(&self, written: &str) -> Result<CertificateId, Stop> {
        let text = meant::id_text(written);
        CertificateId::parse(&text).or_else(|error| {
            CertificateId::from_folder(&text).ok_or_else(|| {
                let meant = self.meant(written);
                let cure = meant.unwrap_or_else(|| error.to_string());
                let text = format!("`{written}` is not a certificate id");
                Stop::text(Exit::Usage, text, cure)
            })
        })
    }

    /// The declared ids that a text may have meant, as a question.
    pub(super) fn meant(&self, written: &str) -> Option<String> {
        meant::by_id(written, &self.desired)
    }

    /// A selection that selects nothing that could ever be there is a mistake.
    fn check(&self, selection: &Selection) -> Result<(), Stop> {
        match meant::in_selection(selection, &self.desired) {
            Some((text, cure)) => Err(Stop::text(Exit::Usage, text, cure)),
            None => Ok(()),
        }
    }
}

/// What a manifest means, or why that is not possible.
pub(super) fn resolved(manifest: &Manifest) -> Result<Desired, Stop> {
    desired::resolve(manifest).map_err(|findings| {
        let source = &manifest.source;
        Stop::findings(Exit::Invalid, findings, source.name(), source.text())
    })
}

/// Reads the manifest alone.
pub(super) fn read_manifest(common: &Common) -> Result<Manifest, Stop> {
    let path = &common.manifest;
    let bytes = read_file(path, MANIFEST_READ_LIMIT).map_err(|error| {
        let cure = if error.kind() == std::io::ErrorKind::NotFound {
            "make one with `forecert init`, or name yours with -f FILE"
        } else if path.is_dir() {
            "name the file in it with -f FILE"
        } else {
            "check the path and its permissions"
        };
        let text = format!("cannot read the manifest `{}`: {error}", path.display());
        Stop::text(Exit::Invalid, text, cure)
    })?;
    // Faults are drawn with the text around them, and a key is never printed.
    if holds_key(&bytes) {
        let text = format!("`{}` holds a private key", path.display());
        let cure = "name the manifest with -f FILE; keys belong into files of their own";
        return Err(Stop::text(Exit::Invalid, text, cure));
    }
    let name = path.to_string_lossy();
    Manifest::parse(&name, &bytes).map_err(|rejected| {
        let mut findings = rejected.findings;
        if let Some(guess) = &rejected.guess
            && let Err(beside) = desired::resolve(guess)
        {
            findings.extend(beside.into_iter().filter(|finding| {
                // What is missing may only be misspelt, and warnings may not last.
                finding.is_error() && !finding.code.ends_with("missing")
            }));
            crate::finding::sort(&mut findings);
        }
        let source = &rejected.source;
        Stop::findings(Exit::Invalid, findings, source.name(), source.text())
    })
}

/// Whether there is a private key in what is taken for a manifest.
pub(super) fn holds_key(bytes: &[u8]) -> bool {
    bytes.windows(KEY_MARK.len()).any(|bytes| bytes == KEY_MARK)
}

/// Reads a file named on the command line, up to a limit.
pub(super) fn read_file(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    if path.is_dir() {
        return Err(std::io::Error::other("it is a directory"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What private keys are kept under. A passphrase that is not at hand matters only where a
/// key is read or made.
fn at_rest(desired: &Desired, base: &Path) -> Result<AtRest, Stop> {
    let Some(declared) = &desired.passphrase else {
        return Ok(AtRest::Clear);
    };
    let text = match secrets::read(&declared.source, base) {
        Ok(text) => text,
        Err(reason) => return Ok(AtRest::Missing(reason)),
    };
    Passphrase::new(text).map(AtRest::Under).map_err(|error| {
        let text = format!("the keys cannot be kept under this passphrase: {error}");
        let cure = "take one of printable ASCII characters, which all tools read alike";
        Stop::text(Exit::Failed, text, cure)
    })
}

fn layout(common: &Common, desired: &Desired) -> Result<Layout, Stop> {
    let absolute = |path: &Path| {
        std::path::absolute(path).map_err(|error| {
            let text = format!("cannot resolve `{}`: {error}", path.display());
            Stop::text(Exit::Failed, text, "give an absolute path")
        })
    };
    let manifest = absolute(&common.manifest)?;
    let base = manifest.parent().unwrap_or(Path::new("/")).to_owned();
    let inventory = match &common.inventory {
        Some(path) => absolute(path)?,
        None => base.join(&desired.inventory),
    };
    let mut authorities = BTreeMap::new();
    let mut trust = BTreeMap::new();
    for (name, issuer) in &desired.issuers {
        if let IssuerKind::LocalCa { directory, .. } = &issuer.kind {
            authorities.insert(name.clone(), base.join(directory));
        }
        let files = issuer.trust.iter().map(|path| base.join(path)).collect();
        trust.insert(name.clone(), files);
    }
    Ok(Layout {
        at_rest: at_rest(desired, &base)?,
        keys: base.join(&desired.keys),
        base,
        inventory,
        authorities,
        trust,
    })
}
