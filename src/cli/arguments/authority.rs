//! What is asked of a local authority.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct CaArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: CaCommand,
}

/// What is asked of it.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CaCommand {
    /// Give an authority a new certificate, with its key or with a new one
    Renew(CaRenewArgs),
    /// Make the revocation list of an authority anew, or those of all
    Crl(CaCrlArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CaRenewArgs {
    /// The name of the issuer, of type `local-ca`
    #[arg(value_name = "ISSUER")]
    pub(in crate::cli) name: String,
    /// Make a new key too: all that it signed is made anew by the next apply
    #[arg(long)]
    pub(in crate::cli) new_key: bool,
    /// Carry it out without a question
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CaCrlArgs {
    /// The name of the issuer; all that there are unless given
    #[arg(value_name = "ISSUER")]
    pub(in crate::cli) name: Option<String>,
}
