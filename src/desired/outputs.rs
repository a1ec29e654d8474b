//! The files that are made of a certificate for machines that are no Lync servers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{self, Certificate, OutputFormat, Role};

use super::pools::Pool;
use super::problems::Problems;

/// The names that a bundle itself has in a server's folder.
const TAKEN: [&str; 9] = [
    "readme.txt",
    "incomplete.txt",
    "bundle.json",
    "receipt.json",
    "install-certificates.ps1",
    "get-assigned.ps1",
    "kept",
    "roots",
    "intermediates",
];

/// One file, or a few that belong together, made of a certificate and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What is in which file.
    pub format: Format,
    /// The name of the first file.
    pub file: String,
    /// The permissions of the file with the key.
    pub mode: u32,
}

/// What is in which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A PKCS#12 file.
    Pfx,
    /// The certificate and its chain in one PEM file, the key in another.
    PemFullChain,
    /// The certificate, its chain and the key in a PEM file each.
    PemSplit,
    /// The certificate, its chain and the key in one PEM file.
    PemCombined,
}

impl Output {
    /// The PFX file that every certificate has unless something else is declared.
    pub fn pfx(usage: &str) -> Self {
        Self {
            format: Format::Pfx,
            file: format!("{usage}.pfx"),
            mode: OWNER,
        }
    }

    /// Its files: the first, and what belongs to it.
    pub fn files(&self) -> Vec<String> {
        let stem = self.stem();
        let mut files = vec![self.file.clone()];
        match self.format {
            Format::Pfx | Format::PemCombined => {}
            Format::PemFullChain => files.push(format!("{stem}.key")),
            Format::PemSplit => files.extend([format!("{stem}.chain.pem"), format!("{stem}.key")]),
        }
        files
    }

    fn stem(&self) -> &str {
        let stem = self.file.rsplit_once('.').map(|(stem, _)| stem);
        stem.filter(|stem| !stem.is_empty()).unwrap_or(&self.file)
    }
}

/// Read and written by the owner alone.
const OWNER: u32 = 0o600;

/// Reads those of a pool's certificates, by usage: only where something is declared.
pub(super) fn read(pool: &Pool<'_>, problems: &mut Problems<'_>) -> BTreeMap<String, Vec<Output>> {
    let mut outputs = BTreeMap::new();
    let mut taken = Taken::default();
    let mut seen = BTreeSet::new();
    for (index, certificate) in pool.model.certificates.iter().enumerate() {
        let path = pool.path.key("certificates").index(index);
        let usage = &certificate.usage;
        let own = of_certificate(certificate, pool, &path.key("outputs"), problems);
        let files = match own.is_empty() {
            true => Output::pfx(usage).files(),
            false => own.iter().flat_map(Output::files).collect(),
        };
        if !seen.insert(usage) {
            continue; // which is reported where certificates are read
        }
        let place = problems.value(&path.key("usage"));
        taken.add(
            usage,
            std::iter::once(format!("{usage}.cer")).chain(files),
            place,
            problems,
        );
        if !own.is_empty() {
            outputs.insert(usage.clone(), own);
        }
    }
    outputs
}

fn of_certificate(
    certificate: &Certificate,
    pool: &Pool<'_>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<Output> {
    if certificate.outputs.is_empty() {
        return Vec::new();
    }
    if !matches!(
        pool.model.role,
        Role::ReverseProxy | Role::OfficeWebApps | Role::Custom
    ) {
        problems.report(
            Finding::error(
                "field_not_possible",
                "`outputs` is for machines beside the product",
            )
            .help("take it out: a Lync server takes its certificate from a PFX file")
            .at(problems.key(path), "has no effect here")
            .at(pool.places.role.clone(), "this role"),
        );
        return Vec::new();
    }
    let declared = certificate.outputs.iter().enumerate();
    declared
        .filter_map(|(index, output)| one(output, &certificate.usage, &path.index(index), problems))
        .collect()
}

fn one(
    output: &model::Output,
    usage: &str,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Option<Output> {
    let (format, ending) = match output.format {
        OutputFormat::Pfx => (Format::Pfx, "pfx"),
        OutputFormat::PemFullChain => (Format::PemFullChain, "pem"),
        OutputFormat::PemSplit => (Format::PemSplit, "crt"),
        OutputFormat::PemCombined => (Format::PemCombined, "pem"),
    };
    let file = match &output.file {
        None => Some(format!("{usage}.{ending}")),
        Some(name) => file_name(name, &path.key("file"), problems),
    };
    let mode = match &output.mode {
        None => Some(OWNER),
        Some(text) => mode(text, &path.key("mode"), problems),
    };
    Some(Output {
        format,
        file: file?,
        mode: mode?,
    })
}

/// A name that Windows, every Unix and a zip file can have, and that is free.
fn file_name(name: &str, path: &Path, problems: &mut Problems<'_>) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
    let fits = (1..=64).contains(&name.len())
        && name.chars().all(plain)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && !device;
    let (says, help) = if TAKEN.contains(&name.to_ascii_lowercase().as_str()) {
        (
            "taken",
            "choose another one: the bundle has a file of this name",
        )
    } else if fits {
        return Some(name.to_owned());
    } else {
        (
            "not a file name everywhere",
            "write letters, digits, `.`, `-` and `_`, no path, at most 64",
        )
    };
    problems.report(
        Finding::error(
            "output_invalid",
            format!("`{name}` cannot be the name of an output"),
        )
        .help(help)
        .at(problems.value(path), says),
    );
    None
}

/// Permissions in octal. The owner reads it, and nobody else writes what has a key in it.
fn mode(text: &str, path: &Path, problems: &mut Problems<'_>) -> Option<u32> {
    let digits = text.strip_prefix("0o").unwrap_or(text);
    let mode = u32::from_str_radix(digits, 8)
        .ok()
        .filter(|mode| (3..=4).contains(&digits.len()) && mode & 0o7000 == 0 && mode & 0o400 != 0);
    let (says, help) = match mode {
        Some(mode) if mode & 0o027 == 0 => return Some(mode),
        Some(_) => (
            "others could read or change the key",
            "let the owner and at most a group read it: `\"0600\"` or `\"0640\"`",
        ),
        None => (
            "no permissions",
            "write them in octal and in quotes, such as `\"0640\"`",
        ),
    };
    problems.report(
        Finding::error(
            "output_invalid",
            format!("`{text}` cannot be the mode of a key"),
        )
        .help(help)
        .at(problems.value(path), says),
    );
    None
}

/// The files of one machine, as Windows tells names apart, with the usage that each is of.
#[derive(Default)]
struct Taken<'a>(BTreeMap<String, (&'a str, Range<usize>)>);

impl<'a> Taken<'a> {
    /// Adds those of one usage, and reports names that are there already.
    fn add(
        &mut self,
        usage: &'a str,
        files: impl Iterator<Item = String>,
        place: Range<usize>,
        problems: &mut Problems<'_>,
    ) {
        for file in files {
            let folded = file.to_ascii_lowercase();
            let Some((other, first)) = self.0.get(&folded) else {
                self.0.insert(folded, (usage, place.clone()));
                continue;
            };
            problems.report(
                Finding::error(
                    "output_twice",
                    format!("`{file}` is a file of `{other}` and of `{usage}`"),
                )
                .help("give one of them another `file`")
                .at(place.clone(), "again")
                .at(first.clone(), "first"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cert::DnsName;
    use crate::desired::trial::{codes, desired, estate_with, places};

    fn custom(outputs: &str) -> String {
        estate_with(
            "eku: [server-auth, client-auth], issuer: lab }",
            &format!("eku: [server-auth, client-auth], issuer: lab, outputs: [{outputs}] }}"),
        )
    }

    #[test]
    fn each_format_has_its_files() {
        for (output, files) in [
            ("{ format: pfx }", vec!["tls.pfx"]),
            ("{ format: pfx, file: iis.p12 }", vec!["iis.p12"]),
            ("{ format: pem-full-chain }", vec!["tls.pem", "tls.key"]),
            (
                "{ format: pem-full-chain, file: fullchain.pem, mode: '0640' }",
                vec!["fullchain.pem", "fullchain.key"],
            ),
            (
                "{ format: pem-split }",
                vec!["tls.crt", "tls.chain.pem", "tls.key"],
            ),
            ("{ format: pem-combined, file: sbc }", vec!["sbc"]),
        ] {
            let desired = desired(&custom(output));
            let server = DnsName::parse("sbc01.contoso.net").unwrap();
            let made = &desired.machines[&server].outputs["tls"][0];
            assert_eq!(made.files(), files, "{output}");
            let mode = if output.contains("mode") {
                0o640
            } else {
                0o600
            };
            assert_eq!(made.mode, mode);
        }
    }

    #[test]
    fn a_name_that_some_system_cannot_have_is_a_fault() {
        for file in [
            "../tls.pem",
            "a/b",
            "con.pem",
            ".hidden",
            "tls.",
            "a b",
            "README.txt",
            "roots",
        ] {
            let text = custom(&format!("{{ format: pem-combined, file: {file:?} }}"));
            assert_eq!(codes(&text), ["output_invalid"], "{file}");
        }
    }

    #[test]
    fn a_mode_that_lets_others_at_the_key_is_a_fault() {
        for mode in ["0644", "0660", "0240", "4600", "rw", "8"] {
            let text = custom(&format!("{{ format: pem-combined, mode: {mode:?} }}"));
            assert_eq!(codes(&text), ["output_invalid"], "{mode}");
        }
    }

    #[test]
    fn two_outputs_have_two_names() {
        let text = custom("{ format: pem-combined }, { format: pem-full-chain, file: TLS.pem }");
        assert_eq!(places("output_twice", &text), ["tls", "tls"]);
        assert_eq!(
            codes(&custom("{ format: pfx, file: tls.cer }")),
            ["output_twice"]
        );
    }

    #[test]
    fn a_lync_server_takes_its_certificate_from_a_pfx_file() {
        let text = estate_with(
            "usage: edge-external, issuer: public }",
            "usage: edge-external, issuer: public, outputs: [{ format: pfx }] }",
        );
        assert_eq!(codes(&text), ["field_not_possible"]);
    }
}
