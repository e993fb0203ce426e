//! What a provider says of a person, once it is verified: read by name, since every provider has claims of its own.

use caseport_domain::validate::{EmailAddress, PersonName};
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::settings::ProviderSettings;

/// The claims that the library has no names for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

/// Where a claim is: its name, or, for one inside of others, their names from the outermost on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ClaimPath {
    /// At the top.
    Name(String),
    /// Inside of others.
    Path(Vec<String>),
}

/// Somebody whom a provider vouches for.
#[derive(Clone, Debug)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// What a verified message says.
    pub fn of(message: &impl Serialize) -> Self {
        match serde_json::to_value(message) {
            Ok(Value::Object(all)) => Self(all),
            _ => Self(Map::new()),
        }
    }

    /// The same, and what another message says besides. What the first one says stays.
    #[must_use]
    pub fn or(self, more: Self) -> Self {
        let mut all = more.0;
        all.extend(self.0);
        Self(all)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().map(str::trim).filter(|it| !it.is_empty())
    }

    /// A number, such as a time in seconds.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    /// Whether there is anything to know that these do not say, so that the provider is to be asked for more.
    pub fn lack(&self, settings: &ProviderSettings) -> bool {
        let organizations = settings.organizations.as_ref();
        self.text("email").is_none()
            || self.text("name").is_none()
            || organizations.is_some_and(|it| self.at(&it.claim).is_none())
    }

    /// The address that the provider vouches for, and may.
    pub fn verified_email(&self, settings: &ProviderSettings) -> Option<EmailAddress> {
        let is_verified = match self.0.get("email_verified") {
            Some(Value::Bool(is_verified)) => *is_verified,
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        let email = EmailAddress::new(self.text("email")?).ok()?;
        let (_, domain) = email.as_str().rsplit_once('@')?;
        let domains = &settings.email_domains;
        let is_theirs = domains.is_empty() || domains.iter().any(|it| it.eq_ignore_ascii_case(domain));
        ((is_verified || settings.emails_are_verified) && is_theirs).then_some(email)
    }

    /// What the person is called; their address where the provider does not say.
    pub fn name(&self, email: &EmailAddress) -> String {
        let full = || Some(format!("{} {}", self.text("given_name")?, self.text("family_name")?));
        let names = [self.text("name").map(str::to_owned), full(), self.text("nickname").map(str::to_owned)];
        let name = names.into_iter().flatten().find_map(|it| PersonName::new(&it).ok());
        name.map_or_else(|| email.as_str().to_owned(), |it| it.as_str().to_owned())
    }

    fn at(&self, path: &ClaimPath) -> Option<&Value> {
        match path {
            ClaimPath::Name(name) => self.0.get(name),
            ClaimPath::Path(names) => {
                let (first, rest) = names.split_first()?;
                rest.iter().try_fold(self.0.get(first)?, |value, name| value.get(name))
            }
        }
    }

    /// The values of a claim, which is a text or a list of texts.
    pub fn values(&self, path: &ClaimPath) -> Vec<&str> {
        match self.at(path) {
            Some(Value::String(value)) => vec![value],
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::sign_on::settings::Settings;

    fn settings(more: &str) -> ProviderSettings {
        let text = format!(
            "[[provider]]\nid = \"a\"\nlabel = \"A\"\nissuer = \"https://a.example\"\nclient_id = \"x\"\n{more}"
        );
        Settings::parse(&text, Path::new("."), |_| None).unwrap().providers.remove(0)
    }

    #[test]
    fn an_address_counts_where_the_provider_vouches_for_it_and_may() {
        let strict = settings("");
        let lax = settings("emails_are_verified = true");
        let bound = settings("email_domains = [\"contoso.example\", \"Fabrikam.example\"]");
        for (claims, for_strict, for_lax, for_bound) in [
            (json!({ "email": "A@Contoso.example", "email_verified": true }), true, true, true),
            (json!({ "email": "a@fabrikam.example", "email_verified": "true" }), true, true, true),
            (json!({ "email": "a@northwind.example", "email_verified": true }), true, true, false),
            (json!({ "email": "a@not-contoso.example", "email_verified": true }), true, true, false),
            (json!({ "email": "a@contoso.example", "email_verified": false }), false, true, false),
            (json!({ "email": "a@contoso.example", "email_verified": "false" }), false, true, false),
            (json!({ "email": "a@contoso.example", "email_verified": 1 }), false, true, false),
            (json!({ "email": "a@contoso.example" }), false, true, false),
            (json!({ "email": "not an address", "email_verified": true }), false, false, false),
            (json!({ "email": ["a@contoso.example"], "email_verified": true }), false, false, false),
            (json!({ "email_verified": true }), false, false, false),
        ] {
            let found = Claims::of(&claims);
            for (settings, expected) in [(&strict, for_strict), (&lax, for_lax), (&bound, for_bound)] {
                assert_eq!(found.verified_email(settings).is_some(), expected, "{claims}");
            }
        }
        let email = Claims::of(&json!({ "email": " A@Contoso.example ", "email_verified": true }));
        assert_eq!(email.verified_email(&strict).unwrap().as_str(), "a@contoso.example");
    }

    #[test]
    fn a_person_is_called_what_the_provider_says() {
        let email = EmailAddress::new("a@contoso.example").unwrap();
        for (claims, expected) in [
            (json!({ "name": "Ada L.", "given_name": "Ada", "family_name": "Lovelace" }), "Ada L."),
            (json!({ "given_name": "Ada", "family_name": "Lovelace", "nickname": "al" }), "Ada Lovelace"),
            (json!({ "given_name": "Ada", "nickname": "al" }), "al"),
            (json!({ "name": "  ", "nickname": 7 }), "a@contoso.example"),
        ] {
            assert_eq!(Claims::of(&claims).name(&email), expected);
        }
    }

    #[test]
    fn a_claim_is_a_text_or_a_list_at_the_top_or_inside() {
        let claims = Claims::of(&json!({
            "group": "one", "groups": ["one", 2, "three"], "number": 5,
            "realm_access": { "roles": ["admin"] }, "https://x.example/groups": ["url"],
        }));
        let top = |name: &str| ClaimPath::Name(name.to_owned());
        let inside = |names: &[&str]| ClaimPath::Path(names.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(claims.values(&top("group")), ["one"]);
        assert_eq!(claims.values(&top("groups")), ["one", "three"]);
        assert_eq!(claims.values(&top("https://x.example/groups")), ["url"]);
        assert_eq!(claims.values(&inside(&["realm_access", "roles"])), ["admin"]);
        for path in
            [top("number"), top("missing"), top("realm_access.roles"), inside(&["group", "x"]), inside(&[])]
        {
            assert!(claims.values(&path).is_empty(), "{path:?}");
        }
    }

    #[test]
    fn what_the_id_token_says_stays() {
        let first = Claims::of(&json!({ "email": "a@x.example", "groups": ["one"] }));
        let both = first.or(Claims::of(&json!({ "email": "evil@x.example", "name": "Ada" })));
        assert_eq!(both.text("email"), Some("a@x.example"));
        assert_eq!(both.text("name"), Some("Ada"));
        let mapped = settings(
            "[provider.organizations]\nclaim = \"groups\"\nmap = [{ value = \"a\", organization = \"b\", role = \"user\" }]",
        );
        assert!(!both.lack(&mapped) && both.lack(&settings("[provider.organizations]\nclaim = \"teams\"\nmap = [{ value = \"a\", organization = \"b\", role = \"user\" }]")));
        assert!(Claims::of(&json!({ "email": "a@x.example" })).lack(&mapped));
    }
}
