//! The command line: every option is an environment variable, too.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::assistant::AssistantToken;

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
    /// Look after the tokens by which the vendor's own systems are known.
    #[command(subcommand)]
    Tokens(Tokens),
}

/// What can be done with service tokens. A server may be running on the data meanwhile, and minds it at once.
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Make a token and print it, this once: the store keeps its hash only.
    Create(CreateToken),
    /// List the tokens: id, service, when made, used last and revoked.
    List(TokenData),
    /// Revoke a token, for good.
    Revoke(RevokeToken),
}

/// For which service.
#[derive(Args, Debug)]
pub struct CreateToken {
    /// The service's name, which its doings are shown under where it names nobody: 1 to 100 characters.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Where.
    #[command(flatten)]
    pub data: TokenData,
}

/// Which token.
#[derive(Args, Debug)]
pub struct RevokeToken {
    /// The token's id, as `tokens list` shows it.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Where.
    #[command(flatten)]
    pub data: TokenData,
}

/// Where the tokens are.
#[derive(Args, Debug)]
pub struct TokenData {
    /// The folder that holds the database; a server may be running on it.
    #[arg(long, env = "CASEPORT_DATA", value_name = "DIR")]
    pub data: PathBuf,
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
    /// The folder that holds the database; a server may be running on it.
    #[arg(long, env = "CASEPORT_DATA", value_name = "DIR")]
    pub data: PathBuf,
    /// Remove the articles that are not in the folder.
    #[arg(long)]
    pub prune: bool,
}

/// How to serve.
#[derive(Args, Debug)]
pub struct Serve {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, env = "CASEPORT_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// The folder that holds the database and the files; made where it is missing.
    #[arg(long, env = "CASEPORT_DATA", value_name = "DIR")]
    pub data: PathBuf,
    /// The folder with the built app.
    #[arg(long, env = "CASEPORT_DIST", value_name = "DIR")]
    pub dist: PathBuf,
    /// Fill an empty store with demo data, and offer its accounts on the sign-in page.
    #[arg(long, env = "CASEPORT_DEMO")]
    pub demo: bool,
    /// Generate cases until there are so many (with --demo).
    #[arg(long, env = "CASEPORT_DEMO_CASES", default_value_t = 0, value_name = "N", requires = "demo")]
    pub demo_cases: u32,
    /// Let anybody reach the demo, whose passwords are public.
    #[arg(long, env = "CASEPORT_ALLOW_DEMO_ON_ANY_ADDRESS")]
    pub allow_demo_on_any_address: bool,
    /// Where people reach the portal; with https, cookies are for https only.
    #[arg(long, env = "CASEPORT_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// An origin whose pages may use the API, besides our own; may be repeated.
    #[arg(long = "origin", env = "CASEPORT_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub origins: Vec<String>,
    /// The header in which a proxy of ours names the client, such as X-Forwarded-For; its last address counts.
    #[arg(long, env = "CASEPORT_CLIENT_ADDRESS_HEADER", value_name = "NAME")]
    pub client_address_header: Option<String>,
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
