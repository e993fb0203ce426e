//! The command line: every option is an environment variable, too.

mod place;
mod serve;

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::place::{DatabaseUrl, Place, Secret};
pub use self::serve::{MailOptions, Serve, Switch, VendorOptions};
use crate::store::services::TokenScope;

/// The portal's server.
#[derive(Debug, Parser)]
#[command(name = "caseport-server", version, about = "Caseport: a support-case portal")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API and the app.
    Serve(Box<Serve>),
    /// Look after the knowledge base.
    #[command(subcommand)]
    Articles(Articles),
    /// Look after the e-mails that were written: a server sends them, if it was told by which mail server.
    #[command(subcommand)]
    Outbox(Outbox),
    /// Look after the tokens by which the vendor's own systems are known.
    #[command(subcommand, alias = "tokens")]
    Token(Token),
    /// Move everything to another database and, if asked for, its files to another place. Servers must be stopped; a move that was
    /// interrupted goes on when it is run again. See docs/OPERATING.md.
    Move(Box<Move>),
    /// Copy the database of a data folder and all its files into a new folder, also while a server runs on it.
    Backup(Backup),
    /// Ask a running server whether it is well.
    Health(Health),
}

/// From where, to where.
#[derive(Args, Debug)]
pub struct Move {
    /// The database to be moved: sqlite: with a data folder or a file, such as sqlite:/var/lib/caseport, or
    /// postgres://user:password@host/name; better given in the environment. Nothing in it is changed.
    #[arg(long, env = "CASEPORT_MOVE_FROM", value_name = "DATABASE", hide_env_values = true)]
    pub from: Secret,
    /// The database that it is moved to, in the same form: an empty one, or one in which a move was interrupted.
    #[arg(long, env = "CASEPORT_MOVE_TO", value_name = "DATABASE", hide_env_values = true)]
    pub to: Secret,
    /// Where the files are: a data folder, or s3://BUCKET/PREFIX?endpoint=...; the folder of --from if absent.
    #[arg(long, env = "CASEPORT_MOVE_FROM_FILES", value_name = "DIR or URL", hide_env_values = true)]
    pub from_files: Option<String>,
    /// Where the files are copied to; the folder of --to if absent. With PostgreSQL, and without this, they stay where they are.
    #[arg(long, env = "CASEPORT_MOVE_TO_FILES", value_name = "DIR or URL", hide_env_values = true)]
    pub to_files: Option<String>,
    /// Finish also where files are missing, or are not what the database says, where they come from.
    #[arg(long)]
    pub despite_bad_files: bool,
}

/// What to back up, and where to.
#[derive(Args, Debug)]
pub struct Backup {
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// The folder to make; it may be there if it is empty.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// The bucket with the files, where they are in one: then the database alone is copied.
    #[arg(long, env = "CASEPORT_FILES", value_name = "URL", hide_env_values = true)]
    pub files: Option<String>,
}

/// Whom to ask.
#[derive(Args, Debug)]
pub struct Health {
    /// The address that answers with 200 if all is well.
    #[arg(
        long,
        env = "CASEPORT_HEALTH_URL",
        default_value = "http://127.0.0.1:8080/health/live",
        value_name = "URL"
    )]
    pub url: String,
}

/// What can be done with service tokens. A server may be running on the data meanwhile, and minds it at once.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token and print it, this once: the store keeps its hash only.
    Create(CreateToken),
    /// List the tokens: id, service, when made, used last and revoked, and what each opens.
    List(Place),
    /// Revoke a token, for good.
    Revoke(RevokeToken),
}

/// For which service.
#[derive(Args, Debug)]
pub struct CreateToken {
    /// The service's name, which its doings are shown under where it names nobody: 1 to 100 characters.
    #[arg(long = "name", value_name = "NAME", required_unless_present = "service")]
    name: Option<String>,
    /// The same, as it was given before there were scopes.
    #[arg(value_name = "NAME", hide = true, conflicts_with = "name")]
    service: Option<String>,
    /// What the token opens; may be repeated. Everything if absent.
    #[arg(long = "scope", value_name = "SCOPE", value_enum)]
    scopes: Vec<TokenScope>,
    /// Where.
    #[command(flatten)]
    pub place: Place,
}

impl CreateToken {
    /// The service's name.
    pub fn name(&self) -> &str {
        self.name.as_deref().or(self.service.as_deref()).unwrap_or_default()
    }

    /// What the token opens, each once.
    pub fn scopes(&self) -> Vec<TokenScope> {
        let is_asked_for = |scope: &TokenScope| self.scopes.is_empty() || self.scopes.contains(scope);
        TokenScope::ALL.into_iter().filter(is_asked_for).collect()
    }
}

/// Which token.
#[derive(Args, Debug)]
pub struct RevokeToken {
    /// The token's id, as `token list` shows it.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Where.
    #[command(flatten)]
    pub place: Place,
}

impl ValueEnum for TokenScope {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}

/// What can be done with the outbox. A server may be running on the data meanwhile.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// List the mails that were not sent: id, when written, what it is, to whom, state, subject.
    List(ListOutbox),
    /// Show a mail.
    Show(ShowMail),
    /// Have a mail that was not sent tried again, also one that was given up.
    Retry(OutboxMail),
}

/// Which mails.
#[derive(Args, Debug)]
pub struct ListOutbox {
    /// Those that were sent, too; mails are kept for 30 days.
    #[arg(long)]
    pub all: bool,
    /// Where.
    #[command(flatten)]
    pub place: Place,
}

/// Which mail, and how.
#[derive(Args, Debug)]
pub struct ShowMail {
    /// Its HTML alone.
    #[arg(long)]
    pub html: bool,
    /// Which.
    #[command(flatten)]
    pub mail: OutboxMail,
}

/// Which mail.
#[derive(Args, Debug)]
pub struct OutboxMail {
    /// The mail's id, as `outbox list` shows it.
    #[arg(value_name = "ID")]
    pub id: i64,
    /// Where.
    #[command(flatten)]
    pub place: Place,
}

/// What can be done with the knowledge base.
#[derive(Debug, Subcommand)]
pub enum Articles {
    /// Import every *.md of a folder, all or none; those that are there already take over the new text.
    Import(Import),
}

/// What to import, and where.
#[derive(Args, Debug)]
pub struct Import {
    /// The folder with the articles: Markdown with front matter (id, title, updated; products, keywords, url).
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Where.
    #[command(flatten)]
    pub place: Place,
    /// Remove the articles that are not in the folder.
    #[arg(long)]
    pub prune: bool,
}
