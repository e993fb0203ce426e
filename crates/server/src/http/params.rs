//! Query parameters, read by name: repeated ones, codes of enumerations, numbers within bounds. What is not known is
//! passed over; a value that cannot be is named with those that can.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use caseport_domain::validate::SearchText;
use caseport_domain::{Code, limits};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::problem::{ApiError, ApiResult};
use crate::random::hex;
use crate::store::page_end::PageEnd;

/// The parameters of a request, in their order.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    /// Reads a query string.
    pub fn parse(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Every value of a parameter that may be repeated; empty ones are passed over.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let of = self.0.iter().filter(|(key, value)| key == name && !value.is_empty());
        of.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a parameter that makes sense once; an empty one counts as absent.
    ///
    /// # Errors
    /// It was given twice.
    pub fn one(&self, name: &str) -> ApiResult<Option<&str>> {
        match self.all(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(ApiError::bad_parameter(name, "given once")),
        }
    }

    /// A value of an enumeration.
    ///
    /// # Errors
    /// It is none of them.
    pub fn code<T: Code>(&self, name: &str) -> ApiResult<Option<T>> {
        self.one(name)?.map(|value| parse_code(name, value)).transpose()
    }

    /// Values of an enumeration, with commas between them or the parameter repeated; each once, where it comes first.
    ///
    /// # Errors
    /// One is none of them.
    pub fn codes<T: Code>(&self, name: &str) -> ApiResult<Vec<T>> {
        let values = self.all(name).into_iter().flat_map(|value| value.split(','));
        let mut codes = Vec::new();
        for value in values.map(str::trim).filter(|it| !it.is_empty()) {
            let code = parse_code(name, value)?;
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Ok(codes)
    }

    /// A digest of a list's name and of the parameters that decide its rows and order, so that a cursor cannot be used
    /// with another list.
    pub fn digest(&self, list: &[&str], parameters: &[&str]) -> String {
        let mut hasher = Sha256::new();
        let mut part = |text: &str| {
            hasher.update(text.len().to_be_bytes());
            hasher.update(text);
        };
        list.iter().copied().for_each(&mut part);
        for name in parameters {
            part(name);
            self.all(name).into_iter().for_each(&mut part);
        }
        hex(&hasher.finalize()[..8])
    }

    /// What is searched for; empty where nothing is.
    ///
    /// # Errors
    /// It is too long.
    pub fn search(&self) -> ApiResult<String> {
        let text = SearchText::new(self.one("q")?.unwrap_or_default()).map_err(|_| {
            ApiError::bad_parameter("q", &format!("at most {} characters long", limits::SEARCH_MAX))
        })?;
        Ok(text.as_str().to_owned())
    }

    /// Behind which row of the list with that digest the page begins.
    ///
    /// # Errors
    /// The cursor is none, or of another list.
    pub fn behind<K: Serialize + DeserializeOwned>(&self, list: &str) -> ApiResult<Option<PageEnd<K>>> {
        let of_list = |text| {
            PageEnd::decode(text, list).ok_or_else(|| {
                ApiError::bad_parameter("cursor", "the `next_cursor` of a page of this very list")
            })
        };
        self.one("cursor")?.map(of_list).transpose()
    }

    /// How many rows a page has.
    ///
    /// # Errors
    /// Not within the bounds.
    pub fn limit(&self) -> ApiResult<u32> {
        let Some(value) = self.one("limit")? else { return Ok(limits::PAGE_DEFAULT) };
        let limit = value.parse().ok().filter(|limit| (1..=limits::PAGE_MAX).contains(limit));
        limit.ok_or_else(|| {
            ApiError::bad_parameter("limit", &format!("a number from 1 to {}", limits::PAGE_MAX))
        })
    }

    /// A moment, or the beginning of a day (UTC).
    ///
    /// # Errors
    /// It is neither.
    pub fn from_time(&self, name: &str) -> ApiResult<Option<DateTime<Utc>>> {
        self.time(name, |day| Some(day.and_time(NaiveTime::MIN).and_utc()))
    }

    /// A moment, or the end of a day (UTC).
    ///
    /// # Errors
    /// It is neither.
    pub fn to_time(&self, name: &str) -> ApiResult<Option<DateTime<Utc>>> {
        self.time(name, |day| {
            let next = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN).and_utc();
            next.checked_sub_signed(TimeDelta::microseconds(1))
        })
    }

    fn time(
        &self,
        name: &str,
        of_day: impl Fn(NaiveDate) -> Option<DateTime<Utc>>,
    ) -> ApiResult<Option<DateTime<Utc>>> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        let moment = DateTime::parse_from_rfc3339(value).ok().map(|time| time.to_utc());
        let found = moment.or_else(|| NaiveDate::parse_from_str(value, "%Y-%m-%d").ok().and_then(of_day));
        // What the store cannot hold is no useful bound either.
        let found = found.filter(|time| DateTime::from_timestamp_micros(time.timestamp_micros()).is_some());
        found.map(Some).ok_or_else(|| {
            ApiError::bad_parameter(name, "a time such as 2026-01-31T09:30:00Z or a date such as 2026-01-31")
        })
    }
}

fn parse_code<T: Code>(name: &str, value: &str) -> ApiResult<T> {
    T::parse(value).ok_or_else(|| ApiError::bad_parameter(name, &one_of::<T>()))
}

/// "one of `a`, `b`": what an enumeration's parameter can be.
pub fn one_of<T: Code>() -> String {
    let codes: Vec<_> = T::ALL.iter().map(|value| format!("`{}`", value.code())).collect();
    format!("one of {}", codes.join(", "))
}
