//! What is written around the certificates of one recipient: the sheet that says what they
//! are, and the scripts that install them.

use crate::cert::DnsName;
use crate::desired::{BundleTerms, Format, Machine};
use crate::finding::visible;
use crate::lync::Windows;
use crate::x509::Certificate;

use super::blueprint::{INCOMPLETE, is_rsa, outputs};
use super::holding::{Holding, Recipient};
use super::readme::{self, is_assigned};
use super::script::{self, Authority, Entry, Install, OAuth, Roll, Target};

/// Everything that the texts are about.
pub struct About<'a> {
    /// Who gets what.
    pub holding: &'a Holding<'a>,
    /// How each certificate takes over from the one before.
    pub rolls: &'a [Option<Roll>],
    /// The authorities, by the path of their file.
    pub authorities: &'a [(String, &'a Certificate)],
    /// The issuers whose root is not known.
    pub rootless: &'a [String],
    /// The servers of the recipient's pool.
    pub members: &'a [DnsName],
    /// The deployment's OAuth certificate.
    pub oauth: Option<&'a Certificate>,
    /// The Windows of the recipient.
    pub windows: Option<Windows>,
    /// How things are carried.
    pub terms: &'a BundleTerms,
}

/// The texts, by path.
pub fn of(about: &About<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let mut texts = vec![("README.txt", with_mark(readme::readme(about)))];
    if !about.holding.absent.is_empty() {
        texts.push((INCOMPLETE, with_mark(incomplete(about))));
    }
    let entries = about.entries();
    let (roots, intermediates) = (about.store("roots/"), about.store("intermediates/"));
    match about.holding.recipient {
        // Machines that take PEM files run no Windows.
        Recipient::Machine(_) if entries.is_empty() => {}
        Recipient::Machine(machine) => {
            let target = target(machine, about);
            let assigned = script::get_assigned(&target);
            let install = script::install(&Install {
                target,
                entries,
                roots,
                intermediates,
            });
            texts.push(("Install-Certificates.ps1", install.into_bytes()));
            texts.push(("Get-Assigned.ps1", assigned.into_bytes()));
        }
        Recipient::Deployment(hosts) => {
            for entry in entries {
                let script = script::oauth(&OAuth {
                    servers: hosts.iter().map(|host| host.server.clone()).collect(),
                    entry,
                    roots: roots.clone(),
                    intermediates: intermediates.clone(),
                });
                texts.push(("Install-OAuth.ps1", script.into_bytes()));
            }
        }
    }
    texts
}

impl About<'_> {
    /// The PFX files, as the scripts take them.
    fn entries(&self) -> Vec<Entry> {
        let items = self.holding.items.iter().zip(self.rolls);
        let entries = items.flat_map(|(item, roll)| {
            let outputs = outputs(&self.holding.recipient, item.usage);
            let pfx = outputs
                .into_iter()
                .find(|output| output.format == Format::Pfx);
            pfx.map(|output| Entry {
                id: item.id.to_string(),
                file: output.file,
                thumbprint: item.certificate.thumbprint(),
                friendly_name: item.friendly_name(),
                types: match self.holding.recipient {
                    Recipient::Machine(machine) if !is_assigned(machine.role) => Vec::new(),
                    _ => item.types.to_vec(),
                },
                not_after: item.certificate.validity().not_after,
                roll: roll.clone(),
                exportable: self.terms.exportable,
                provider: self.terms.provider.clone(),
                is_rsa: is_rsa(item.certificate),
            })
        });
        entries.collect()
    }

    fn store(&self, folder: &str) -> Vec<Authority> {
        let own = self.authorities.iter();
        let own = own.filter(|(path, _)| path.starts_with(folder));
        own.map(|(path, certificate)| Authority {
            file: path.clone(),
            thumbprint: certificate.thumbprint(),
            subject: certificate.contents().subject.to_string(),
        })
        .collect()
    }
}

fn target(machine: &Machine, about: &About<'_>) -> Target {
    // "Server-to-server authentication": those that issue and check tokens.
    let needs_oauth = matches!(machine.role, "front-end" | "standard-edition" | "director");
    Target {
        server: machine.server.clone(),
        pool: machine.pool.clone(),
        role: machine.role,
        takes_assignment: is_assigned(machine.role),
        needs_oauth,
        oauth: about
            .oauth
            .filter(|_| needs_oauth)
            .map(Certificate::thumbprint),
        // What is said of the others is said where something is assigned.
        members: match is_assigned(machine.role) {
            true => about.members.to_vec(),
            false => Vec::new(),
        },
    }
}

fn incomplete(about: &About<'_>) -> String {
    let mut text = String::from("This folder is not complete. These certificates are missing:\n");
    for absent in &about.holding.absent {
        text.push_str(&format!(
            "\n{}\n  {}\n  {}\n",
            absent.id,
            visible(&absent.why),
            absent.cure
        ));
    }
    text.replace('\n', "\r\n")
}

/// What is not ASCII has the mark of UTF-8, without which the editors of older Windows take
/// it for the code page of the server.
fn with_mark(text: String) -> Vec<u8> {
    match text.is_ascii() {
        true => text.into_bytes(),
        false => format!("\u{feff}{text}").into_bytes(),
    }
}
