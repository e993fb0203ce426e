//! The file that says how people sign in: `--sign-in FILE`, in TOML. A mistake in it is named with its place, before the
//! server listens; what each key means is in `docs/SIGN-IN.md`.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use openidconnect::ClientSecret;
use serde::Deserialize;

use super::claims::ClaimPath;
use super::http::is_safe_address;

/// What the file says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether people may sign in with a password, too.
    #[serde(default = "yes")]
    pub local_accounts: bool,
    /// Where browsers reach the API, where that is not below the portal's address.
    pub api_url: Option<String>,
    /// The identity providers, in the order of their buttons.
    #[serde(default, rename = "provider")]
    pub providers: Vec<ProviderSettings>,
}

/// An identity provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Its id in addresses.
    pub id: String,
    /// Its name on the button.
    pub label: String,
    /// The address that its discovery document is found below.
    pub issuer: String,
    /// As what the portal is known there.
    pub client_id: String,
    /// The environment variable with the secret.
    client_secret_env: Option<String>,
    /// The file with the secret, from the folder of this one.
    client_secret_file: Option<String>,
    /// The secret; none for a public client.
    #[serde(skip)]
    pub secret: Option<ClientSecret>,
    /// What is asked for; `openid` always is.
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// How an account that there is already is found.
    #[serde(default)]
    pub accounts: Accounts,
    /// What becomes of people who have no account here.
    #[serde(default)]
    pub unknown: Unknown,
    /// Whether every address that the provider names counts as verified.
    #[serde(default)]
    pub emails_are_verified: bool,
    /// The domains whose addresses the provider may speak for; all where there is none.
    #[serde(default)]
    pub email_domains: Vec<String>,
    /// Whether the sign-in page has a button for it.
    #[serde(default = "yes")]
    pub button: bool,
    /// For whom tokens have to be made that a host portal's page brings; none where they are not taken.
    pub bearer_audience: Option<String>,
    /// Whether signing out here signs out there, too.
    #[serde(default = "yes")]
    pub sign_out_there: bool,
    /// Organizations and roles by what the provider says.
    pub organizations: Option<OrganizationSettings>,
}

/// How an account that there is already is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accounts {
    /// By the provider's own id of the person, and in no other way.
    #[default]
    BySubject,
    /// The first time by a verified e-mail address, from then on by the provider's id of the person.
    ByEmail,
}

/// What becomes of people who have no account here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// They are refused.
    #[default]
    Refuse,
    /// Those who were invited come in, which accepts the invitation.
    Invited,
    /// They get an account.
    Create,
}

/// Organizations and roles by what the provider says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationSettings {
    /// The claim: a text or a list of texts.
    pub claim: ClaimPath,
    /// What becomes of people whose claim names no organization.
    #[serde(default)]
    pub none: NoOrganization,
    /// What the claim's values mean.
    pub map: Vec<Mapping>,
}

/// What becomes of people whose claim names no organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoOrganization {
    /// They come in; with nothing but the personal scope, unless they were invited somewhere.
    #[default]
    Personal,
    /// They are refused.
    Refuse,
}

/// What a value of the claim means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The value.
    pub value: String,
    /// The id of the organization.
    pub organization: String,
    /// A built-in role's key, or the name of one of the organization's own.
    pub role: String,
}

/// A mistake in the file, by its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Misconfigured {
    /// The key, such as `provider[0].issuer`; empty where the whole file is meant.
    pub key: String,
    /// What is wrong.
    pub what: String,
}

impl Misconfigured {
    /// A mistake at a key.
    pub fn at(key: impl Into<String>, what: impl Into<String>) -> Self {
        Self { key: key.into(), what: what.into() }
    }
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            "" | "." => f.write_str(&self.what),
            key => write!(f, "{key}: {}", self.what),
        }
    }
}

fn yes() -> bool {
    true
}

fn usual_scopes() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

impl Settings {
    /// Reads the file, with the secrets that it names. `env` gives the value of an environment variable.
    ///
    /// # Errors
    /// The first mistake.
    pub fn read(file: &Path, env: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let unreadable = |error: std::io::Error| Misconfigured::at("", format!("cannot be read: {error}"));
        let text = std::fs::read_to_string(file).map_err(unreadable)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        Self::parse(&text, folder, env)
    }

    /// Reads a file's text; secrets are looked for below `folder`.
    ///
    /// # Errors
    /// The first mistake.
    pub fn parse(
        text: &str,
        folder: &Path,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Misconfigured> {
        let line = |error: &toml::de::Error| {
            let lines =
                error.span().and_then(|span| text.get(..span.start)).map(|it| it.matches('\n').count());
            lines.map_or_else(String::new, |lines| format!(" (line {})", lines + 1))
        };
        let told = |error: &toml::de::Error| format!("{}{}", error.message(), line(error));
        let file =
            toml::de::Deserializer::parse(text).map_err(|error| Misconfigured::at("", told(&error)))?;
        let mut settings: Self = serde_path_to_error::deserialize(file)
            .map_err(|error| Misconfigured::at(error.path().to_string(), told(error.inner())))?;
        for (n, provider) in settings.providers.iter_mut().enumerate() {
            let at = |key: &str, what: &str| Misconfigured::at(format!("provider[{n}].{key}"), what);
            provider.secret = provider.read_secret(folder, &env).map_err(|(key, what)| at(key, &what))?;
            provider.check().map_err(|(key, what)| at(key, &what))?;
        }
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), Misconfigured> {
        let mut ids = BTreeSet::new();
        for (n, provider) in self.providers.iter().enumerate() {
            if !ids.insert(&provider.id) {
                return Err(Misconfigured::at(format!("provider[{n}].id"), "another provider has this id"));
            }
        }
        if !self.local_accounts && self.providers.is_empty() {
            let what = "is false, and there is no [[provider]]: nobody could sign in";
            return Err(Misconfigured::at("local_accounts", what));
        }
        Ok(())
    }
}

impl ProviderSettings {
    fn read_secret(
        &self,
        folder: &Path,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<ClientSecret>, (&'static str, String)> {
        let (key, secret) = match (&self.client_secret_env, &self.client_secret_file) {
            (Some(_), Some(_)) => {
                return Err(("client_secret_file", "client_secret_env is given, too; give one".to_owned()));
            }
            (None, None) => return Ok(None),
            (Some(name), None) => {
                let missing = || format!("there is no environment variable {name}");
                ("client_secret_env", env(name).ok_or_else(missing))
            }
            (None, Some(file)) => {
                let unreadable = |error| format!("cannot read {file:?}: {error}");
                ("client_secret_file", std::fs::read_to_string(folder.join(file)).map_err(unreadable))
            }
        };
        let secret = secret.map_err(|what| (key, what))?;
        match secret.trim() {
            "" => Err((key, "the secret is empty".to_owned())),
            secret => Ok(Some(ClientSecret::new(secret.to_owned()))),
        }
    }

    fn check(&self) -> Result<(), (&'static str, String)> {
        let refuse = |key, what: &str| Err((key, what.to_owned()));
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 40 || !self.id.chars().all(is_id) {
            return refuse("id", "must be 1 to 40 lower-case letters, digits and hyphens");
        }
        if self.label.trim().is_empty() || self.label.chars().count() > 60 {
            return refuse("label", "must be 1 to 60 characters");
        }
        if self.client_id.is_empty() {
            return refuse("client_id", "is empty");
        }
        if self.bearer_audience.as_ref().is_some_and(|it| it.is_empty() || *it == self.client_id) {
            return refuse(
                "bearer_audience",
                "must be a name of its own, other than client_id: ID tokens are not for this",
            );
        }
        if !is_safe_address(&self.issuer) {
            return refuse("issuer", "must be an https address, or an http address of this machine");
        }
        if self.email_domains.iter().any(|it| it.is_empty() || it.contains('@')) {
            return refuse("email_domains", "must be domains such as example.com");
        }
        match &self.organizations {
            Some(organizations) if organizations.map.is_empty() => {
                refuse("organizations.map", "there is none, so that nobody would belong to any organization")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "[[provider]]\nid = \"corp\"\nlabel = \"Corp\"\nissuer = \"https://id.example\"\nclient_id = \"x\"\n";

    fn parse(text: &str) -> Result<Settings, String> {
        let env = |name: &str| (name == "SECRET").then(|| "s3cret\n".to_owned());
        Settings::parse(text, Path::new("/nowhere"), env).map_err(|mistake| mistake.to_string())
    }

    #[test]
    fn the_least_that_is_needed() {
        let settings = parse(LEAST).unwrap();
        let provider = &settings.providers[0];
        assert!(settings.local_accounts && provider.secret.is_none() && provider.organizations.is_none());
        assert_eq!((provider.accounts, provider.unknown), (Accounts::BySubject, Unknown::Refuse));
        assert_eq!(provider.scopes, ["openid", "email", "profile"]);
        assert!(parse("").unwrap().providers.is_empty());
    }

    #[test]
    fn a_secret_is_read_and_not_told() {
        let settings = parse(&format!("{LEAST}client_secret_env = \"SECRET\"\n")).unwrap();
        assert_eq!(settings.providers[0].secret.as_ref().unwrap().secret(), "s3cret");
        assert!(!format!("{settings:?}").contains("s3cret"));
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("secret"), "from a file\n").unwrap();
        let text = format!("{LEAST}client_secret_file = \"secret\"\n");
        let settings = Settings::parse(&text, folder.path(), |_| None).unwrap();
        assert_eq!(settings.providers[0].secret.as_ref().unwrap().secret(), "from a file");
    }

    #[test]
    fn a_mistake_is_named_by_its_key() {
        let mapped = "[provider.organizations]\nclaim = \"groups\"\n";
        for (text, expected) in [
            ("local_accounts = maybe", "(line 1)"),
            ("local_accounts = 1", "local_accounts: invalid type: integer `1`"),
            ("local_acounts = true", "local_acounts: unknown field `local_acounts`"),
            ("local_accounts = false", "local_accounts: is false, and there is no [[provider]]"),
            ("[[provider]]\nid = \"corp\"", "provider[0]: missing field `label`"),
            (&LEAST.replace("\"corp\"", "\"Corp!\""), "provider[0].id: must be 1 to 40 lower-case"),
            (&LEAST.replace("\"Corp\"", "\" \""), "provider[0].label: must be 1 to 60"),
            (&LEAST.replace("\"x\"", "\"\""), "provider[0].client_id: is empty"),
            (&LEAST.replace("https:", "http:"), "provider[0].issuer: must be an https address"),
            (
                &LEAST.replace("https://id.example", "id.example"),
                "provider[0].issuer: must be an https address",
            ),
            (&format!("{LEAST}{LEAST}"), "provider[1].id: another provider has this id"),
            (&format!("{LEAST}unknown = \"let in\""), "provider[0].unknown: unknown variant `let in`"),
            (
                &format!("{LEAST}bearer_audience = \"x\""),
                "provider[0].bearer_audience: must be a name of its own",
            ),
            (
                &format!("{LEAST}bearer_audience = \"\""),
                "provider[0].bearer_audience: must be a name of its own",
            ),
            (&format!("{LEAST}accounts = 7"), "provider[0].accounts: "),
            (
                &format!("{LEAST}email_domains = [\"@x.example\"]"),
                "provider[0].email_domains: must be domains",
            ),
            (
                &format!("{LEAST}client_secret_env = \"MISSING\""),
                "provider[0].client_secret_env: there is no environment variable MISSING",
            ),
            (
                &format!("{LEAST}client_secret_file = \"missing\""),
                "provider[0].client_secret_file: cannot read \"missing\": ",
            ),
            (
                &format!("{LEAST}client_secret_env = \"SECRET\"\nclient_secret_file = \"x\""),
                "provider[0].client_secret_file: client_secret_env is given, too",
            ),
            (&format!("{LEAST}{mapped}map = []"), "provider[0].organizations.map: there is none"),
            (
                &format!("{LEAST}{mapped}map = [{{ value = \"a\", organization = \"b\" }}]"),
                "provider[0].organizations.map[0]: missing field `role`",
            ),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.contains(expected), "{error:?} for {text:?}");
        }
    }
}
