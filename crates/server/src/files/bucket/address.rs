//! `s3://bucket/prefix?endpoint=https://storage.example.com&region=eu-central-1`: where the bucket is. Who asks for it is in the
//! environment, as for every other program that speaks S3, so an address is no secret.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// Where a bucket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its name.
    pub bucket: String,
    /// What the names of all objects begin with; empty for none.
    pub prefix: String,
    /// The server that has it; Amazon's own if absent.
    pub endpoint: Option<String>,
    /// The region that it is in; the environment's if absent.
    pub region: Option<String>,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "s3");
        let url =
            url.ok_or("it must be an address such as s3://bucket?endpoint=https://storage.example.com")?;
        if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
            return Err("it names the bucket alone: keys are taken from AWS_ACCESS_KEY_ID and \
                        AWS_SECRET_ACCESS_KEY, and the server is `?endpoint=`"
                .to_owned());
        }
        let bucket = url.host_str().unwrap_or_default().to_owned();
        if bucket.is_empty() {
            return Err("it names no bucket".to_owned());
        }
        let prefix = url.path().trim_matches('/').to_owned();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        if !prefix.chars().all(is_plain) || prefix.split('/').any(|part| part == "." || part == "..") {
            return Err("its path may have letters, digits, `-`, `_`, `.` and `/`".to_owned());
        }
        let mut address = Self { bucket, prefix, endpoint: None, region: None };
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "endpoint" => address.endpoint = Some(server(&value)?),
                "region" => address.region = Some(value.into_owned()),
                _ => return Err(format!("`{key}` is not known; it may have `endpoint` and `region`")),
            }
        }
        Ok(address)
    }
}

/// A server's address, without what could be a secret.
fn server(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or("its endpoint must be an address such as https://storage.example.com")?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err("its endpoint must be a plain address, without keys".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

impl Address {
    /// Whether the server is reached without encryption.
    pub fn is_plain_http(&self) -> bool {
        self.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bucket)?;
        match &self.endpoint {
            Some(endpoint) => write!(f, " at {endpoint}"),
            None => write!(f, " at Amazon S3"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_may_have_a_server_a_region_and_a_prefix() {
        let address: Address =
            "s3://cases/portal/live/?endpoint=http://127.0.0.1:9000/&region=eu-central-1".parse().unwrap();
        assert_eq!((address.bucket.as_str(), address.prefix.as_str()), ("cases", "portal/live"));
        assert_eq!(address.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!(address.region.as_deref(), Some("eu-central-1"));
        assert!(address.is_plain_http());
        assert_eq!(address.to_string(), "cases at http://127.0.0.1:9000");
        let amazon: Address = "s3://cases".parse().unwrap();
        assert_eq!((amazon.prefix.as_str(), amazon.is_plain_http()), ("", false));
        assert_eq!(amazon.to_string(), "cases at Amazon S3");
        assert!(!"s3://cases?endpoint=https://x.example".parse::<Address>().unwrap().is_plain_http());
    }

    #[test]
    fn whatever_else_is_refused_and_keys_are_not_told() {
        for text in [
            "cases",
            "/var/lib/files",
            "https://cases",
            "s3://",
            "s3://key:secret@cases",
            "s3://cases:9000",
            "s3://cases/a b",
            "s3://cases?endpoint=127.0.0.1",
            "s3://cases?endpoint=http://key:secret@127.0.0.1",
            "s3://cases?endpoint=http://127.0.0.1/?key=secret",
            "s3://cases?secret_access_key=secret",
        ] {
            let said = text.parse::<Address>().unwrap_err();
            assert!(!said.contains("secret@") && !said.contains("=secret"), "{said}");
        }
    }
}
