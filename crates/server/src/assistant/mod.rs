//! The vendor's own assistant, where there is one: asked for articles in place of our search, and given two seconds.
//!
//! It is another program, maybe of another maker. What it answers is checked like what a stranger sends ([`answer`]),
//! and whatever goes wrong with it is no error of ours: the caller searches by itself then.

mod answer;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderValue, Method, Uri, header};
use caseport_domain::api::SuggestedArticle;
use caseport_domain::validate::NewCaseRequest;
use serde::Serialize;
use tokio::sync::Semaphore;
use ureq::Agent;

use crate::http::link::is_web_address;
use crate::http::outgoing;
use crate::store::articles::Question;
use crate::telemetry::{carried, hand_on, spans};

/// How long a whole answer may take.
pub const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of an answer, at most.
const ANSWER_MAX: u64 = 1_000_000;
/// Questions at once. Each holds a thread, which signing in needs as well.
const AT_ONCE: usize = 32;

/// The secret that the assistant knows us by. Has no Display, and a Debug that does not tell it.
#[derive(Clone)]
pub struct AssistantToken(String);

impl From<String> for AssistantToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for AssistantToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssistantToken(…)")
    }
}

/// An assistant to ask.
#[derive(Clone)]
pub struct Assistant {
    agent: Agent,
    url: String,
    authorization: Option<HeaderValue>,
    turns: Arc<Semaphore>,
}

/// Why there is no answer. Never shown to users.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// Too many questions wait for it already.
    #[error("too many questions are waiting for it")]
    Busy,
    /// It took too long.
    #[error("it did not answer within {} seconds", PATIENCE.as_secs())]
    Late,
    /// It could not be reached, or the answer broke off or is too long.
    #[error("{0}")]
    Transport(#[from] ureq::Error),
    /// It answered with another status than 200.
    #[error("it answered with status {0}")]
    Status(u16),
    /// The answer is not of the agreed form.
    #[error("its answer cannot be used: {0}")]
    Nonsense(String),
    /// The thread broke.
    #[error("asking it broke: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

/// What it is asked: the case so far.
#[derive(Debug, Serialize)]
struct Asked<'a> {
    subject: &'a str,
    description: &'a str,
    product: &'a str,
    platform: Option<&'a str>,
    issue_type: &'a str,
    version: Option<&'a str>,
    severity: &'a str,
}

impl Assistant {
    /// The assistant at an address.
    ///
    /// # Errors
    /// Address or token cannot be, in one line that does not tell the token.
    pub fn new(url: &str, token: Option<&AssistantToken>) -> Result<Self, String> {
        let parsed: Option<Uri> = url.parse().ok();
        if !is_web_address(url) || parsed.is_none_or(|it| it.host().is_none_or(str::is_empty)) {
            return Err(format!("{url:?} is not an address such as https://assistant.example.com/articles"));
        }
        let authorization = token.map(|AssistantToken(token)| {
            let mut value =
                HeaderValue::from_str(&format!("Bearer {token}")).ok().filter(|_| !token.is_empty())?;
            value.set_sensitive(true);
            Some(value)
        });
        let authorization = match authorization {
            Some(None) => {
                return Err("the assistant's token must consist of printable ASCII characters".to_owned());
            }
            Some(value) => value,
            None => None,
        };
        Ok(Self {
            agent: outgoing::agent(PATIENCE),
            url: url.to_owned(),
            authorization,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// The articles that it finds for a case to be, best first; none where it finds none.
    ///
    /// # Errors
    /// There is no answer that can be used, or none within [`PATIENCE`].
    pub async fn ask(
        &self,
        case: &NewCaseRequest,
        question: &Question,
    ) -> Result<Vec<SuggestedArticle>, NoAnswer> {
        let turn = self.turns.clone().try_acquire_owned().map_err(|_| NoAnswer::Busy)?;
        let asked = Asked {
            subject: &case.subject,
            description: &case.description,
            product: &case.product,
            platform: case.platform.as_deref(),
            issue_type: &case.issue_type,
            version: case.version.as_deref(),
            severity: &case.severity,
        };
        let body = serde_json::to_string(&asked).map_err(|error| NoAnswer::Nonsense(error.to_string()))?;
        let this = self.clone();
        let answer = tokio::task::spawn_blocking(carried(move || {
            let _turn = turn;
            this.exchange(&body)
        }));
        let bytes = tokio::time::timeout(PATIENCE, answer).await.map_err(|_| NoAnswer::Late)???;
        answer::read(&bytes, question)
    }

    fn exchange(&self, body: &str) -> Result<Vec<u8>, NoAnswer> {
        let mut request = self.agent.post(&self.url).content_type("application/json");
        request = request.header(header::ACCEPT, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let span = spans::call("assistant", &Method::POST);
        let _entered = span.enter();
        for (name, value) in hand_on() {
            request = request.header(name, value);
        }
        let answer = request.send(body);
        spans::called(&span, answer.as_ref().ok().map(|answer| answer.status()));
        let mut answer = answer?;
        match answer.status().as_u16() {
            200 => Ok(answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec()?),
            status => Err(NoAnswer::Status(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_told() {
        let token = AssistantToken::from("my-secret".to_owned());
        assert!(!format!("{token:?}").contains("my-secret"));
        let assistant = Assistant::new("https://a.example/x", Some(&token)).unwrap();
        assert!(!format!("{:?}", assistant.authorization).contains("my-secret"));
    }

    #[test]
    fn what_cannot_be_asked() {
        for url in [
            "",
            "assistant",
            "ftp://a.example",
            "https://",
            "https://a b",
            "http://:80/x",
            "https://u:p@a.example",
        ] {
            let error = Assistant::new(url, None).err().unwrap();
            assert!(error.contains("is not an address such as"), "{error}");
        }
        for token in ["", "sec\nret", "sécret\u{0}"] {
            let error = Assistant::new("https://a.example", Some(&AssistantToken::from(token.to_owned())))
                .err()
                .unwrap();
            assert!(error.contains("token must consist") && !error.contains("ret"), "{error}");
        }
    }
}
