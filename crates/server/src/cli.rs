//! The command line: every option is an environment variable, too.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::assistant::AssistantToken;
use crate::mail::SmtpUrl;
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

/// What may have a password in it: neither shown nor repeated in an error.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// With all that is in it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
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

/// Where the data is.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = true)]
pub struct Place {
    /// The folder that holds the database and the files, as far as the other options do not say otherwise; made where it is
    /// missing. A server may be running on it.
    #[arg(long, env = "CASEPORT_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL in place of the database in the folder, for any number of servers: postgres://user:password@host/name;
    /// better given in the environment. See docs/OPERATING.md.
    #[arg(long, env = "CASEPORT_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<DatabaseUrl>,
}

/// The address of a PostgreSQL. It may hold a password, and is not shown.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// With all that is in it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(…)")
    }
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_one = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if is_one {
            Ok(Self(text.to_owned()))
        } else {
            Err("it must be like postgres://user:password@host/name")
        }
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

/// Whether something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// How to serve.
#[derive(Args, Debug)]
pub struct Serve {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, env = "CASEPORT_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// The bucket that keeps the files in place of the data folder, so that any number of servers share them:
    /// s3://BUCKET/PREFIX?endpoint=https://storage.example.com&region=eu-central-1. Keys are taken from AWS_ACCESS_KEY_ID,
    /// AWS_SECRET_ACCESS_KEY and the like; see docs/OPERATING.md.
    #[arg(long, env = "CASEPORT_FILES", value_name = "URL", hide_env_values = true)]
    pub files: Option<String>,
    /// The folder with the built app.
    #[arg(long, env = "CASEPORT_DIST", value_name = "DIR")]
    pub dist: PathBuf,
    /// Fill an empty store with demo data, and offer its accounts on the sign-in page.
    #[arg(long, env = "CASEPORT_DEMO")]
    pub demo: bool,
    /// Generate cases until there are so many (with --demo).
    #[arg(long, env = "CASEPORT_DEMO_CASES", default_value_t = 0, value_name = "N", requires = "demo")]
    pub demo_cases: u32,
    /// Whether one of the vendor's people answers whoever tries the demo, some seconds later.
    #[arg(long, env = "CASEPORT_DEMO_REPLIES", value_enum, default_value_t = Switch::On, value_name = "SWITCH")]
    pub demo_replies: Switch,
    /// Let anybody reach the demo, whose passwords are public.
    #[arg(long, env = "CASEPORT_ALLOW_DEMO_ON_ANY_ADDRESS")]
    pub allow_demo_on_any_address: bool,
    /// Where people reach the portal; with https, cookies are for https only.
    #[arg(long, env = "CASEPORT_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// An origin whose pages may use the API, besides our own; may be repeated.
    #[arg(long = "origin", env = "CASEPORT_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub origins: Vec<String>,
    /// An origin where the app itself is installed, apart from the API: its pages may use the API, and the browser sends the
    /// session's cookie along; may be repeated.
    #[arg(long = "app-origin", env = "CASEPORT_APP_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub app_origins: Vec<String>,
    /// The header in which a proxy of ours names the client, such as X-Forwarded-For; its last address counts.
    #[arg(long, env = "CASEPORT_CLIENT_ADDRESS_HEADER", value_name = "NAME")]
    pub client_address_header: Option<String>,
    /// A file that says how people sign in, if not with passwords alone: identity providers, in TOML; see docs/SIGN-IN.md.
    #[arg(long, env = "CASEPORT_SIGN_IN", value_name = "FILE")]
    pub sign_in: Option<PathBuf>,
    /// An assistant of the vendor's that is asked for articles before the own search; see docs/API.md.
    #[arg(long, env = "CASEPORT_ASSISTANT_URL", value_name = "URL")]
    pub assistant_url: Option<String>,
    /// The token that the assistant knows us by; better given in the environment.
    #[arg(
        long,
        env = "CASEPORT_ASSISTANT_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true,
        requires = "assistant_url"
    )]
    pub assistant_token: Option<AssistantToken>,
    /// How e-mails are sent.
    #[command(flatten)]
    pub mail: MailOptions,
    /// Who may embed the app, as sources of a Content-Security-Policy.
    #[arg(
        long,
        env = "CASEPORT_FRAME_ANCESTORS",
        default_value = "'self'",
        value_name = "SOURCES",
        allow_hyphen_values = true
    )]
    pub frame_ancestors: String,
    /// Whose portal it is.
    #[command(flatten)]
    pub vendor: VendorOptions,
}

/// How e-mails are sent.
#[derive(Args, Clone, Debug)]
pub struct MailOptions {
    /// The mail server: smtps://user:password@mail.example.com, or smtp:// with ?tls=required for STARTTLS; better given in
    /// the environment. Without it mails are written and wait (see `outbox`).
    #[arg(
        long,
        env = "CASEPORT_SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        requires = "mail_from"
    )]
    pub smtp_url: Option<SmtpUrl>,
    /// From whom they are, such as "Support <support@example.com>".
    #[arg(long, env = "CASEPORT_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Where answers to them go.
    #[arg(long, env = "CASEPORT_MAIL_REPLY_TO", value_name = "ADDRESS")]
    pub mail_reply_to: Option<String>,
}

/// Whose portal it is.
#[derive(Args, Clone, Debug)]
pub struct VendorOptions {
    /// The vendor's name.
    #[arg(long, env = "CASEPORT_VENDOR_NAME", default_value = "OPSWAT", value_name = "NAME")]
    pub vendor_name: String,
    /// The address of the vendor's logo.
    #[arg(long, env = "CASEPORT_VENDOR_LOGO", value_name = "URL")]
    pub vendor_logo: Option<String>,
    /// Where to write when the portal does not help.
    #[arg(
        long,
        env = "CASEPORT_SUPPORT_EMAIL",
        default_value = "support@opswat.com",
        value_name = "ADDRESS"
    )]
    pub support_email: String,
    /// A link out of the portal, as "Label=https://..."; may be repeated.
    #[arg(
        long = "vendor-link",
        env = "CASEPORT_VENDOR_LINKS",
        value_name = "LABEL=URL",
        value_delimiter = ','
    )]
    pub links: Vec<String>,
}
