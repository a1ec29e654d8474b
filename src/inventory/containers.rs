//! What is odd about PKCS#12 files: those that stay closed, and those that Windows or Lync
//! would not take as they are.

use crate::finding::Finding;
use crate::inventory::reading::Reader;
use crate::inventory::{Container, ContainerFile, File, Unread};
use crate::pfx::OpenError;
use crate::x509;

/// What the providers of CNG are called, whichever of them it is.
const KEY_STORAGE: &str = "key storage provider";

impl Reader {
    /// A PKCS#12 file that could not be opened.
    pub(super) fn report_closed(&mut self, file: &File, error: &OpenError) {
        let shown = &file.shown;
        let finding = match error {
            OpenError::WrongPassword => {
                let message = self.inventory.passwords.none_opens(shown);
                Finding::warning("pfx_password", message).help(self.inventory.passwords.cure())
            }
            OpenError::NoWorkLeft => return self.left_closed.push(shown.clone()),
            error => {
                let reason = Unread::Container(error.clone());
                Finding::warning("unreadable_file", format!("`{shown}`: {reason}")).help(format!(
                    "{}; until then nothing in it is taken into account",
                    error.help()
                ))
            }
        };
        self.inventory.findings.push(finding.in_file(shown.clone()));
    }

    /// One finding for all that were left closed: there may be thousands.
    pub(super) fn report_left_closed(&mut self) {
        let Some(first) = self.left_closed.first() else {
            return;
        };
        let message = match self.left_closed.len() - 1 {
            0 => format!("`{first}` was not opened: {}", OpenError::NoWorkLeft),
            more => format!(
                "`{first}` and {more} more were not opened: {}",
                OpenError::NoWorkLeft
            ),
        };
        self.inventory.findings.push(
            Finding::warning("unreadable_file", message)
                .in_file(first.clone())
                .help("take those away that ask for millions of iterations, or export them anew"),
        );
    }

    /// What `bundle` mends. A file whose keys have all been taken in is of no account any
    /// more.
    pub(super) fn find_odd_containers(&mut self) {
        let files = self.inventory.containers.iter();
        let files = files.filter(|file| !self.inventory.has_taken_in(file));
        let files: Vec<ContainerFile> = files.cloned().collect();
        if files.is_empty() {
            return;
        }
        let authorities = self.inventory.authorities();
        for ContainerFile {
            shown, container, ..
        } in &files
        {
            let odd = cng_provider(shown, container);
            let unchained = container.leaves().find(|leaf| {
                !leaf.is_self_issued() && x509::chain(leaf, &authorities, &[]).issuers.is_empty()
            });
            let unchained = unchained.map(|leaf| {
                let message = format!(
                    "`{shown}` lacks the certificate of `{}`, which is not here either",
                    leaf.issuer()
                );
                Finding::remark("pfx_chain_missing", message).help(
                    "put the issuer's certificate beside it, or export it again with all \
                     certificates in the path",
                )
            });
            let found = odd.into_iter().chain(unchained);
            let found = found.map(|finding| finding.in_file(shown.clone()));
            self.inventory.findings.extend(found);
        }
    }
}

/// Perficient, "Lync Support for CryptoAPI:NG Certificates" (2013-12-09): Lync Server fails
/// on such a key with "The buffer supplied to a function was too small".
fn cng_provider(shown: &str, container: &Container) -> Option<Finding> {
    let mut providers = container
        .keys
        .iter()
        .filter_map(|key| key.provider.as_ref());
    let provider =
        providers.find(|provider| provider.to_ascii_lowercase().contains(KEY_STORAGE))?;
    let message = format!(
        "`{shown}` names the provider `{provider}`, whose keys Lync Server 2013 cannot use"
    );
    let cure = "do not import it as it is: once it is taken in, `forecert bundle` writes the same \
                key for a provider that Lync can use, and the certificate stays";
    Some(Finding::warning("pfx_cng_provider", message).help(cure))
}
