//! What is carried to the servers, and how it is protected.

use schemars::JsonSchema;
use serde::Deserialize;

/// What `bundle` makes: for each server a folder with its PFX files and scripts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The directory that the folders are made in, relative to this file. Never under
    /// version control: the keys are in it.
    #[serde(default = "default_directory")]
    pub directory: String,
    /// The provider that Windows puts RSA keys into. A key storage provider (CNG) is no
    /// choice: Lync Server takes no key of those.
    #[serde(default = "default_provider")]
    pub provider: String,
    /// Whether a key can be exported again from the server it was imported on. The PFX
    /// file itself can be carried anywhere in any case.
    #[serde(default = "yes")]
    pub exportable: bool,
    /// Whether the root's certificate is in the PFX files too. It is carried beside them
    /// in any case, for the store that it belongs into.
    #[serde(default)]
    pub root_in_pfx: bool,
    /// Where the passwords of the PFX files come from; generated unless given.
    pub password: Option<PasswordSource>,
}

impl Default for Bundle {
    fn default() -> Self {
        Self {
            directory: default_directory(),
            provider: default_provider(),
            exportable: true,
            root_in_pfx: false,
            password: None,
        }
    }
}

fn default_directory() -> String {
    "bundle".to_owned()
}

fn default_provider() -> String {
    "Microsoft RSA SChannel Cryptographic Provider".to_owned()
}

fn yes() -> bool {
    true
}

/// Where the passwords of PFX files come from: one of these. None stands in the manifest.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordSource {
    /// The environment variable that holds it.
    pub env: Option<String>,
    /// The file whose first line it is, relative to this file.
    pub file: Option<String>,
    /// The program, with its arguments, whose first line of output it is. `bundle` alone
    /// runs it; no other command ever does.
    pub command: Option<Vec<String>>,
    /// Whether it is asked for at the terminal.
    pub prompt: Option<bool>,
    /// How passwords are generated, of letters and digits.
    pub generated: Option<Generated>,
}

/// How passwords are generated, and where they go. They are never in the bundle.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// One for each server, or one for all.
    #[serde(default)]
    pub per: PasswordsPer,
    /// The file they are kept in for the owner alone, relative to this file.
    pub kept_in: Option<String>,
    /// The program, with its arguments, that is given each new one on its standard input,
    /// instead of a file. The variable FORECERT_SERVER says for which server it is.
    pub handed_to: Option<Vec<String>>,
}

/// For whom a password is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordsPer {
    /// Each server has its own.
    #[default]
    Server,
    /// All have the same.
    Deployment,
}

/// One file, or a few that belong together, made of a certificate and its key.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// What is in which file.
    pub format: OutputFormat,
    /// The file's name; the usage, with the format's ending, unless given. Further files of
    /// the format have the same name with other endings.
    pub file: Option<String>,
    /// The permissions of the file with the key, on systems that have them, such as
    /// `"0640"`; for the owner alone unless given.
    pub mode: Option<String>,
}

/// What is in which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutputFormat {
    /// A PKCS#12 file, as Windows and IIS take it.
    Pfx,
    /// The certificate and its chain in one PEM file, the key in another, as nginx takes
    /// them.
    PemFullChain,
    /// The certificate, its chain and the key in a PEM file each, as appliances take them.
    PemSplit,
    /// The certificate, its chain and the key in one PEM file, as HAProxy takes them.
    PemCombined,
}
