//! What may stand on the command line.

mod authority;
mod beside;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use time::OffsetDateTime;

use crate::cert::Lifetime;
use crate::cli::{meant, moment};
use crate::desired::Wait;
use crate::plan::Selection;

pub(super) use authority::{CaArgs, CaCommand, CaCrlArgs, CaRenewArgs};
pub(super) use beside::{CompleteArgs, CompletionsArgs, ManArgs, SchemaArgs, SchemaOf, Shell};

/// The certificates of a Lync Server or Skype for Business Server estate, as code.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
#[command(disable_help_flag = true, disable_version_flag = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The options that say how a result is put.
const OUTPUT: &str = "Output";

/// The options that say what a command is restricted to.
const SELECTION: &str = "Selection";

/// What every command takes comes behind what is its own.
const LAST: usize = 900;

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// The manifest
    #[arg(
        short = 'f',
        long,
        global = true,
        default_value = "forecert.yaml",
        value_name = "FILE",
        display_order = LAST
    )]
    pub(super) manifest: PathBuf,
    /// The inventory, instead of the one that the manifest names
    #[arg(short, long, global = true, value_name = "DIR", display_order = LAST + 1)]
    pub(super) inventory: Option<PathBuf>,
    /// When to use colours
    #[arg(
        long,
        global = true,
        default_value = "auto",
        value_name = "WHEN",
        help_heading = OUTPUT,
        display_order = LAST + 2
    )]
    pub(super) color: Colour,
    /// Say nothing beside the result
    #[arg(short, long, global = true, help_heading = OUTPUT, display_order = LAST + 3)]
    pub(super) quiet: bool,
    /// Say more: list also what is in order
    #[arg(short, long, global = true, help_heading = OUTPUT, display_order = LAST + 4)]
    pub(super) verbose: bool,
    /// Print help: -h in short, --help with examples and exit codes
    #[arg(short, long, global = true, action = ArgAction::Help, display_order = LAST + 5)]
    help: Option<bool>,
    /// Print version
    #[arg(short = 'V', long, global = true, action = ArgAction::Version, display_order = LAST + 6)]
    version: Option<bool>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// For whom a result is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Human,
    /// For machines
    Json,
}

/// For whom a plan or a drift is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum PlanFormat {
    /// For people at a terminal
    #[default]
    Human,
    /// For machines
    Json,
    /// For a pull request: within the length of a comment
    Markdown,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a commented manifest, mark the inventory, keep keys out of git
    Init(InitArgs),
    /// Check the manifest alone: every problem at once, each at its place
    Validate(ValidateArgs),
    /// Show what is missing or wrong, and why; changes nothing
    Plan(PlanArgs),
    /// Show a saved plan, also a stale one
    Show(ShowArgs),
    /// Make what the plan says: keys, requests, certificates
    Apply(ApplyArgs),
    /// Take in certificates that an issuer signed
    Accept(AcceptArgs),
    /// Close a request, or retire a version; deletes nothing
    Withdraw(WithdrawArgs),
    /// Show where each certificate stands, the most urgent first
    Status(ViewArgs),
    /// Renew a local authority, or make its revocation list anew
    Ca(CaArgs),
    /// Show which certificates fall due when, and how many renewals a year that makes
    Forecast(ForecastArgs),
    /// Hold the manifest against a topology of today
    Drift(DriftArgs),
    /// Prove that the inventory holds what is declared
    Verify(VerifyArgs),
    /// Make what is carried to the servers: PFX files, scripts, sheets
    Bundle(BundleArgs),
    /// Show what signs what, and what is installed before what
    Graph(GraphArgs),
    /// Explain a certificate: why it exists, its names, what happens; or what a code means
    Explain(ExplainArgs),
    /// Print a JSON schema
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print or write manual pages
    Man(ManArgs),
    /// Answer a shell that completes
    #[command(name = "__complete", hide = true)]
    Complete(CompleteArgs),
}

/// What a command is restricted to.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct SelectionArgs {
    /// Only this pool's certificates; may be given several times
    #[arg(long, value_name = "POOL", help_heading = SELECTION)]
    pub(super) pool: Vec<String>,
    /// Only this server's certificates; may be given several times
    #[arg(long, value_name = "SERVER", help_heading = SELECTION)]
    pub(super) server: Vec<String>,
    /// Only certificates of this usage, such as `default`; may be given several times
    #[arg(long, value_name = "USAGE", help_heading = SELECTION)]
    pub(super) usage: Vec<String>,
    /// Only this certificate; may be given several times
    #[arg(long, value_name = "ID", help_heading = SELECTION)]
    pub(super) id: Vec<String>,
    /// Only certificates in use that end within this time, such as 30d
    #[arg(long, value_name = "TIME", help_heading = SELECTION)]
    pub(super) expiring_within: Option<Lifetime>,
}

impl SelectionArgs {
    /// As the plan takes it, in one order.
    pub(super) fn selection(&self) -> Selection {
        let sorted = |values: &[String]| {
            let mut values: Vec<String> =
                values.iter().map(|value| meant::id_text(value)).collect();
            values.sort();
            values.dedup();
            values
        };
        Selection {
            pools: sorted(&self.pool),
            servers: sorted(&self.server),
            usages: sorted(&self.usage),
            ids: sorted(&self.id),
            expiring_within_days: self.expiring_within.map(Lifetime::whole_days),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Write the manifest from topology documents: a Topology Builder file (.tbxml), what
    /// `(Get-CsTopology -AsXml).ToString() > topology.xml` writes, or the archive of
    /// `Export-CsConfiguration`; and the saved output of `Get-CsPool`, `Get-CsService`,
    /// `Get-CsSipDomain` and `Get-CsSimpleUrlConfiguration`
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) from_topology: Vec<PathBuf>,
    /// Propose the manifest from certificates that exist: PFX, PEM, DER and PKCS#7 files in
    /// this folder and those in it
    #[arg(long, value_name = "DIR", conflicts_with = "from_topology")]
    pub(super) from_inventory: Option<PathBuf>,
    /// The environment variable with a password of those PFX files; may be given several times
    #[arg(long, value_name = "NAME", requires = "from_inventory")]
    pub(super) password_env: Vec<String>,
    /// The file whose first line is a password of those PFX files; may be given several times
    #[arg(long, value_name = "FILE", requires = "from_inventory")]
    pub(super) password_file: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct ValidateArgs {
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    /// The moment the plan holds for, such as 2027-03-01; now unless given
    #[arg(long, value_name = "DATE", value_parser = moment::parse, conflicts_with = "out")]
    pub(super) as_of: Option<OffsetDateTime>,
    /// Save the plan for review and for `apply`
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Tell by the exit code what there is to do
    #[arg(long)]
    pub(super) detailed_exitcode: bool,
    /// Append the plan as Markdown to the file that GITHUB_STEP_SUMMARY names
    #[arg(long, help_heading = OUTPUT)]
    pub(super) github_step_summary: bool,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: PlanFormat,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The saved plan
    #[arg(value_name = "PLAN")]
    pub(super) plan: PathBuf,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: PlanFormat,
}

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    /// A saved plan, which is taken as consent if it still holds
    #[arg(value_name = "PLAN")]
    pub(super) plan: Option<PathBuf>,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
    /// Make the inventory if it does not exist, or mark the directory as one
    #[arg(long)]
    pub(super) create_inventory: bool,
    /// Make nothing: only ask issuers how the requests stand that they have
    #[arg(long, conflicts_with = "plan")]
    pub(super) poll: bool,
    /// Wait for issuers that have not decided, such as 30m or 2h, and ask them again with
    /// growing pauses
    #[arg(long, value_name = "TIME")]
    pub(super) wait: Option<Wait>,
    /// How many certificates are worked on at once; all cores unless given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: Option<u16>,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct AcceptArgs {
    /// Files with certificates (PEM, DER, PKCS#7, PFX), or directories of such files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Take a certificate in with a key that was made elsewhere and came with it, and close
    /// the request for which it stands
    #[arg(long)]
    pub(super) adopt: bool,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The certificate's id
    #[arg(value_name = "ID")]
    pub(super) id: String,
    /// The version; needed unless exactly one request is open
    #[arg(long, value_name = "N")]
    pub(super) generation: Option<u32>,
    /// Why, for whoever reads it later
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
}

#[derive(Debug, Args)]
pub(super) struct ViewArgs {
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    /// The moment it holds for, such as 2027-03-01; now unless given
    #[arg(long, value_name = "DATE", value_parser = moment::parse)]
    pub(super) as_of: Option<OffsetDateTime>,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: Format,
}

/// For whom a forecast is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ForecastFormat {
    /// For people
    #[default]
    Human,
    /// For machines
    Json,
    /// For a calendar: an entry of the whole day for each event
    Ics,
}

#[derive(Debug, Args)]
pub(super) struct ForecastArgs {
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    /// The day before which to stop, at most ten years ahead; a year ahead unless given
    #[arg(long, value_name = "DATE", value_parser = moment::parse)]
    pub(super) until: Option<OffsetDateTime>,
    /// The moment from which to look ahead, such as 2027-03-01; now unless given
    #[arg(long, value_name = "DATE", value_parser = moment::parse)]
    pub(super) as_of: Option<OffsetDateTime>,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: ForecastFormat,
}

#[derive(Debug, Args)]
pub(super) struct DriftArgs {
    /// Topology documents, as `init --from-topology` takes them
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: PlanFormat,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    pub(super) view: ViewArgs,
    /// Prove all but the private keys, where they are not kept
    #[arg(long)]
    pub(super) without_keys: bool,
}

#[derive(Debug, Args)]
pub(super) struct BundleArgs {
    /// Only this pool's servers; may be given several times
    #[arg(long, value_name = "POOL", help_heading = SELECTION)]
    pub(super) pool: Vec<String>,
    /// Only this server; may be given several times
    #[arg(long, value_name = "SERVER", help_heading = SELECTION)]
    pub(super) server: Vec<String>,
    /// Make folders in which certificates are missing too, marked as incomplete
    #[arg(long)]
    pub(super) partial: bool,
    /// Make a zip file of each folder beside it
    #[arg(long)]
    pub(super) zip: bool,
    /// Put the open requests together, and nothing else
    #[arg(long, conflicts_with_all = ["pool", "server", "partial", "zip"])]
    pub(super) requests: bool,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: Format,
}

/// How a graph is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    /// Steps and what they rest on, for people
    #[default]
    Tree,
    /// For Graphviz
    Dot,
    /// For Mermaid, which pull requests draw: at most 500 edges
    Mermaid,
    /// For machines
    Json,
}

#[derive(Debug, Args)]
pub(super) struct GraphArgs {
    /// How the graph is written
    #[arg(long, default_value = "tree", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: GraphFormat,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A certificate's id, such as edge.contoso.net/edge-external; or a code that forecert
    /// has said, such as names_differ, or an exit code
    #[arg(value_name = "ID|CODE", required_unless_present_any = ["codes", "checks", "edition"])]
    pub(super) what: Option<String>,
    /// A DNS name: why it is in this certificate, or is not
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// List all codes; with --verbose what each means
    #[arg(long, conflicts_with = "what")]
    pub(super) codes: bool,
    /// List all checks: what each weighs, when it applies, and the document behind it
    #[arg(long, conflicts_with_all = ["what", "codes"])]
    pub(super) checks: bool,
    /// List what another edition of the rules would change, such as 2026.1
    #[arg(long, value_name = "EDITION", conflicts_with_all = ["what", "codes", "checks"])]
    pub(super) edition: Option<String>,
    /// The moment it holds for; now unless given
    #[arg(long, value_name = "DATE", value_parser = moment::parse)]
    pub(super) as_of: Option<OffsetDateTime>,
    /// For whom the result is written
    #[arg(long, default_value = "human", value_name = "FORMAT", help_heading = OUTPUT)]
    pub(super) format: Format,
}
