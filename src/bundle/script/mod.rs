//! The PowerShell scripts of a bundle: each stands alone, and is the same on every server
//! but for one block of literals. For Windows PowerShell 3.0 and later, whose modules of
//! Lync Server and Skype for Business these scripts call.
//!
//! | script | stages | assigns | made of |
//! |---|---|---|---|
//! | `Install-Certificates.ps1` | yes | this server | [`install`] |
//! | the same where nothing is assigned | yes | - | [`install`] |
//! | `Install-OAuth.ps1` | yes | the deployment | [`oauth`] |
//! | `Get-Assigned.ps1` | - | - | [`get_assigned`] |

mod data;
pub mod quoting;
mod target;

pub use target::{Authority, Entry, Install, OAuth, Roll, Target};

const COMMON: &str = include_str!("parts/common.ps1");
const LYNC: &str = include_str!("parts/lync.ps1");
const STORE: &str = include_str!("parts/store.ps1");
const STAGE: &str = include_str!("parts/stage.ps1");
const ASSIGN: &str = include_str!("parts/assign.ps1");

/// The script that stages the certificates of a server, and assigns them where there is
/// something to assign.
pub fn install(install: &Install) -> String {
    let data = data::of_install(install);
    if install.target.takes_assignment {
        return script(&[
            include_str!("parts/install-head.ps1"),
            &data,
            COMMON,
            LYNC,
            STORE,
            STAGE,
            ASSIGN,
            include_str!("parts/restart.ps1"),
            include_str!("parts/install-main.ps1"),
        ]);
    }
    script(&[
        include_str!("parts/stage-head.ps1"),
        &data,
        COMMON,
        LYNC,
        STORE,
        STAGE,
        include_str!("parts/stage-main.ps1"),
    ])
}

/// The script that assigns the deployment's OAuth certificate, once and for all servers.
pub fn oauth(oauth: &OAuth) -> String {
    script(&[
        include_str!("parts/oauth-head.ps1"),
        &data::of_oauth(oauth),
        COMMON,
        LYNC,
        STORE,
        STAGE,
        ASSIGN,
        include_str!("parts/replicate.ps1"),
        include_str!("parts/oauth-main.ps1"),
    ])
}

/// The script that writes down what a server holds and has assigned.
pub fn get_assigned(target: &Target) -> String {
    script(&[
        include_str!("parts/assigned-head.ps1"),
        &data::of_target(target),
        COMMON,
        LYNC,
        STORE,
        include_str!("parts/assigned-main.ps1"),
    ])
}

/// The parts as one text with the line ends of Windows. Where it is not ASCII it begins with
/// the mark of UTF-8: Windows PowerShell takes a file without one for the code page of the
/// server (about_Character_Encoding).
fn script(parts: &[&str]) -> String {
    let text = parts.concat().replace('\n', "\r\n");
    if text.is_ascii() {
        return text;
    }
    format!("\u{FEFF}{text}")
}

#[cfg(test)]
mod tests;
