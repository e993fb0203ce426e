//! What a server is told: where it listens, what it serves, by what it sends, and whose it is.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Place;
use crate::assistant::AssistantToken;
use crate::mail::SmtpUrl;

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
