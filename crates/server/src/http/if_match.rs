//! `If-Match`: who changes what others change, too, says which version of it they have seen.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use super::problem::ApiError;

/// The versions that the request names, where it does.
#[derive(Clone, Debug)]
pub struct IfMatch(Option<Vec<String>>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let named = parts.headers.get_all(header::IF_MATCH).iter();
        // What is no text is no version that we gave.
        let named = named.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let named: Vec<String> =
            named.map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        Ok(Self(parts.headers.contains_key(header::IF_MATCH).then_some(named)))
    }
}

impl IfMatch {
    /// The versions that are named. To be asked for once it is known that there is something to change, and that the person
    /// may.
    ///
    /// # Errors
    /// 428 where none is.
    pub fn required(&self) -> Result<Versions<'_>, ApiError> {
        self.0.as_deref().map(Versions).ok_or_else(missing)
    }
}

/// Versions that a request names.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a>(&'a [String]);

impl Versions<'_> {
    /// Whether it names a version that `fits` (given as in an `ETag`, without the quotes), or any. A weak one never fits.
    pub fn admits(self, fits: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|tag| {
            let strong = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            tag == "*" || strong.is_some_and(&fits)
        })
    }
}

/// 428.
fn missing() -> ApiError {
    ApiError::new(
        StatusCode::PRECONDITION_REQUIRED,
        "version-required",
        "The request must say which version it changes",
        "Send `If-Match` with the `ETag` of what you read, so that nobody's changes are lost.",
    )
}

#[cfg(test)]
mod tests {
    use axum::extract::FromRequestParts as _;
    use axum::http::{Request, header};

    use super::IfMatch;

    async fn of(values: &[&str]) -> Option<IfMatch> {
        let mut request = Request::builder();
        for value in values {
            request = request.header(header::IF_MATCH, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        Some(IfMatch::from_request_parts(&mut parts, &()).await.unwrap()).filter(|it| it.required().is_ok())
    }

    #[tokio::test]
    async fn strong_versions_alone_are_compared() {
        assert!(of(&[]).await.is_none(), "it must be there");
        let rows: [(&[&str], bool); 8] = [
            (&["\"7\""], true),
            (&["*"], true),
            (&["\"5\" , \"7\""], true),
            (&["\"5\"", "\"7\""], true),
            (&["\"5\""], false),
            (&["W/\"7\""], false),
            (&["7"], false),
            (&[""], false),
        ];
        for (values, fits) in rows {
            let named = of(values).await.unwrap();
            assert_eq!(named.required().unwrap().admits(|it| it == "7"), fits, "{values:?}");
        }
    }
}
