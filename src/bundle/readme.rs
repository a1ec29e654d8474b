//! `README.txt`: what lies in a folder, what to do with it, and what to check. For whoever
//! stands before the server, without forecert.

use std::fmt::Write as _;

use crate::cert::day;
use crate::finding::visible;
use crate::pfx::Encryption;
use crate::powershell::quoted;
use crate::x509::Certificate;

use super::blueprint::{encryption, is_rsa, outputs};
use super::holding::{DEPLOYMENT, Item, Recipient};
use super::roll;
use super::texts::About;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The whole sheet, with the line ends of Windows.
pub fn readme(about: &About<'_>) -> String {
    let mut text = String::new();
    head(about, &mut text);
    for (index, item) in about.holding.items.iter().enumerate() {
        certificate(about, index, item, &mut text);
    }
    authorities(about, &mut text);
    steps(about, &mut text);
    checks(about, &mut text);
    text.replace('\n', "\r\n")
}

fn head(about: &About<'_>, text: &mut String) {
    let (title, below) = match &about.holding.recipient {
        Recipient::Machine(machine) => {
            let windows = about
                .windows
                .map_or("Windows version not declared", |it| it.name());
            let below = format!("Pool {}, {}. {windows}.", machine.pool, machine.role);
            (format!("Certificates for {}", machine.server), below)
        }
        Recipient::Deployment(_) => (
            "The OAuth certificate of the deployment".to_owned(),
            "Installed once, on one Front End; the other servers get it by replication.".to_owned(),
        ),
    };
    let line = "=".repeat(title.len());
    writeln!(text, "{title}\n{line}\n\n{below}").expect(INFALLIBLE);
    if !about.holding.absent.is_empty() {
        text.push_str("\nINCOMPLETE. These certificates are missing:\n");
        for absent in &about.holding.absent {
            writeln!(text, "  {}: {}", absent.id, visible(&absent.why)).expect(INFALLIBLE);
        }
    }
}

fn certificate(about: &About<'_>, index: usize, item: &Item<'_>, text: &mut String) {
    let certificate = item.certificate;
    let contents = certificate.contents();
    let validity = certificate.validity();
    let files: Vec<String> = outputs(&about.holding.recipient, item.usage)
        .iter()
        .flat_map(|output| output.files())
        .chain([format!("{}.cer", item.usage)])
        .collect();
    let files = files.join(", ");
    let line = "-".repeat(files.len());
    writeln!(text, "\n{files}\n{line}").expect(INFALLIBLE);
    let mut row = |name: &str, value: &str| {
        writeln!(text, "  {name:<18}{}", visible(value)).expect(INFALLIBLE);
    };
    row(
        "certificate",
        &format!("{}, version {}", item.id, item.generation.number),
    );
    if !item.types.is_empty() {
        row("for", &item.types.join(", "));
    }
    row("subject", &contents.subject.to_string());
    for (place, name) in contents.names.iter().enumerate() {
        row(if place == 0 { "names" } else { "" }, name);
    }
    row("issuer", &certificate.issuer().to_string());
    row(
        "valid",
        &format!(
            "{} to {}",
            day(validity.not_before),
            day(validity.not_after)
        ),
    );
    row("thumbprint", &certificate.thumbprint());
    let serial = certificate.serial();
    row("serial", &serial);
    // As the event log of an Edge prints it ("Lync Edge January 2014 CU update issue",
    // skypepro.co.uk).
    row(
        "serial backwards",
        &format!("{} (as some event logs have it)", backwards(&serial)),
    );
    row("friendly name", &item.friendly_name());
    if is_rsa(certificate) {
        row("key provider", &about.terms.provider);
    }
    if let Some(roll) = &about.rolls[index] {
        row("takes over", &format!("{} UTC", minute(roll.effective)));
        row("", &format!("from {}", roll.previous));
        row("at the latest", &format!("{} UTC", minute(roll.latest)));
    } else if item.previous.is_some() && roll::shares(item.types) {
        row("takes over", "at once, for all its types together");
        row("", "(a certificate of its own lets A/V take over by date:");
        row("", " edge.av_certificate: separate)");
    }
}

fn authorities(about: &About<'_>, text: &mut String) {
    for (folder, store) in [
        ("roots", "Trusted Root Certification Authorities"),
        ("intermediates", "Intermediate Certification Authorities"),
    ] {
        let own = about.authorities.iter();
        let own = own.filter(|(path, _)| path.starts_with(folder));
        let own: Vec<&(String, &Certificate)> = own.collect();
        if own.is_empty() {
            continue;
        }
        writeln!(
            text,
            "\n{folder}: for the store \"{store}\" of the computer"
        )
        .expect(INFALLIBLE);
        for (path, certificate) in own {
            let subject = certificate.contents().subject.to_string();
            let subject = visible(&subject);
            let until = day(certificate.validity().not_after);
            let thumbprint = certificate.thumbprint();
            writeln!(
                text,
                "  {path}\n    {subject}, until {until}\n    {thumbprint}"
            )
            .expect(INFALLIBLE);
        }
    }
    if !about.rootless.is_empty() {
        let names = about.rootless.join(", ");
        writeln!(
            text,
            "\nThe root of {names} is not known here. The computer has to trust it already:\n\
             see that its certificate is among the trusted roots."
        )
        .expect(INFALLIBLE);
    }
}

fn steps(about: &About<'_>, text: &mut String) {
    let pfx = match encryption(about.windows) {
        Encryption::TripleDesSha1 => "3DES with SHA-1, which every Windows opens",
        Encryption::Aes256Sha256 => "AES-256 with SHA-256, for Windows Server 2019 and later",
    };
    let run = "powershell -ExecutionPolicy Bypass -File";
    text.push_str("\nWhat to do\n----------\n");
    let mut steps = vec!["Carry this folder to the server. The password is not in it.".to_owned()];
    match &about.holding.recipient {
        Recipient::Deployment(hosts) => {
            let host = hosts.first().map_or_else(String::new, |host| {
                format!(", for instance {}", host.server)
            });
            steps.extend([
                format!("On one Front End{host}, as an administrator:\n{run} .\\Install-OAuth.ps1 -Stage"),
                format!("When the server is in the topology, once for the deployment:\n{run} .\\Install-OAuth.ps1 -Assign"),
                "Wait for the replication to reach all servers; the script says when it has.".to_owned(),
                "Give oauth.cer to partner applications: Exchange, SharePoint, Office 365.".to_owned(),
            ]);
        }
        Recipient::Machine(machine) if has_script(about) => {
            let when = match is_assigned(machine.role) {
                true => ", before the product is installed or after",
                false => "",
            };
            steps.push(format!(
                "As an administrator{when}:\n{run} .\\Install-Certificates.ps1 -Stage"
            ));
            if is_assigned(machine.role) {
                steps.push(format!(
                    "After Setup Step 2:\n{run} .\\Install-Certificates.ps1 -Assign"
                ));
                let restart = match about.members.len() {
                    0 | 1 => "Restart the services.",
                    _ => "Restart the services, one server of the pool after the other.",
                };
                steps.push(restart.to_owned());
            }
            if machine.role == "office-web-apps" {
                let names = about.holding.items.iter().map(Item::friendly_name);
                steps.extend(names.map(|name| {
                    let name = quoted(&name);
                    format!(
                        "Once, on one server of the farm:\nSet-OfficeWebAppsFarm -CertificateName {name}"
                    )
                }));
            }
            steps.push("Carry receipt.json back into the inventory.".to_owned());
        }
        Recipient::Machine(_) => {
            steps.push(
                "Put the files where the program reads them, and let it read them again."
                    .to_owned(),
            );
        }
    }
    for (number, step) in steps.iter().enumerate() {
        let step = step.replace('\n', "\n     ");
        writeln!(text, "{:>2}. {step}", number + 1).expect(INFALLIBLE);
    }
    if has_script(about) {
        writeln!(text, "\nPFX files are in {pfx}.").expect(INFALLIBLE);
    }
}

fn checks(about: &About<'_>, text: &mut String) {
    text.push_str("\nWhat to check\n-------------\n");
    let mut checks = vec![
        "The thumbprints above are those that the server shows.",
        "The clock of the server is right: a certificate that begins tomorrow is no use today.",
    ];
    if has_script(about) {
        checks.push("No intermediate is among the trusted roots, and no more than 100 roots are.");
        checks.push("The CRL distribution point can be reached from this server.");
    }
    if about.holding.recipient.name() != DEPLOYMENT {
        let keys = "Files with a key that are no PFX files have no password: keep them as you \
                    keep keys.";
        let plain = about.holding.items.iter().any(|item| {
            let outputs = outputs(&about.holding.recipient, item.usage);
            outputs
                .iter()
                .any(|output| output.format != crate::desired::Format::Pfx)
        });
        if plain {
            checks.push(keys);
        }
    }
    for check in checks {
        writeln!(text, "- {check}").expect(INFALLIBLE);
    }
}

/// Whether a recipient has a PFX file, which a script imports.
pub fn has_script(about: &About<'_>) -> bool {
    about.holding.items.iter().any(|item| {
        let outputs = outputs(&about.holding.recipient, item.usage);
        outputs
            .iter()
            .any(|output| output.format == crate::desired::Format::Pfx)
    })
}

/// Whether certificates are assigned to services of the product on machines of a role.
pub fn is_assigned(role: &str) -> bool {
    !matches!(role, "reverse-proxy" | "office-web-apps" | "custom")
}

/// A serial number with its octets in the other order.
fn backwards(serial: &str) -> String {
    let octets: Vec<&str> = (0..serial.len() / 2)
        .map(|index| &serial[2 * index..2 * index + 2])
        .collect();
    octets.into_iter().rev().collect()
}

fn minute(moment: time::OffsetDateTime) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]");
    moment
        .to_offset(time::UtcOffset::UTC)
        .format(format)
        .expect("a date has a time")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::trial::{self, Estate};

    fn sheet(estate: &Estate, name: &str) -> String {
        estate.designed(|design| trial::text(design, name, "README.txt"))
    }

    #[test]
    fn a_sheet_says_what_lies_in_the_folder_and_how_it_is_encrypted() {
        let estate = Estate::of(trial::ESTATE, &trial::root("Contoso"));
        let unknown = sheet(&estate, "fe01.contoso.net");
        let known = sheet(&estate, "fe02.contoso.net");
        assert!(
            unknown.contains("front-end. Windows version not declared.\r\n"),
            "{unknown}"
        );
        assert!(
            known.contains("front-end. Windows Server 2012 R2.\r\n"),
            "{known}"
        );
        for text in [&unknown, &known] {
            assert!(text.contains("PFX files are in 3DES with SHA-1, which every Windows opens."));
            assert!(text.contains("default.pfx, default.cer\r\n"), "{text}");
            assert!(text.contains("-Assign\r\n"));
            assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        }
        let oauth = sheet(&estate, "deployment");
        assert!(
            oauth.contains("On one Front End, for instance fe01.contoso.net,"),
            "{oauth}"
        );
        let proxy = sheet(&estate, "rp01.contoso.com");
        assert!(proxy.contains("Install-Certificates.ps1 -Stage"), "{proxy}");
        assert!(!proxy.contains("-Assign"), "{proxy}");
    }

    #[test]
    fn a_serial_number_is_shown_from_behind_too() {
        assert_eq!(backwards("0A0B0C"), "0C0B0A");
        assert_eq!(backwards(""), "");
    }

    #[test]
    fn a_change_to_come_stands_in_the_sheet() {
        let ca = trial::root("Dmz");
        let mut estate = Estate::new(trial::ESTATE);
        let av = "edge.contoso.net/edge-av";
        estate.signed(av, 1, &ca, trial::days(20));
        estate.signed(av, 2, &ca, trial::days(300));
        let text = sheet(&estate, "edge02.contoso.net");
        assert!(
            text.contains("takes over        2027-03-08 12:00 UTC\r\n"),
            "{text}"
        );
        assert!(
            text.contains("at the latest     2027-03-21 04:00 UTC\r\n"),
            "{text}"
        );
    }
}
