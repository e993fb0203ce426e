//! What an assistant answers, on its way to a person's screen: nothing of it is taken as it came.

use std::collections::HashSet;

use caseport_domain::api::{PassagePart, SuggestedArticle};
use caseport_domain::limits::{PASSAGE_MAX, SUGGESTIONS_MAX};
use caseport_domain::validate::turns_text;
use serde::Deserialize;

use super::NoAnswer;
use crate::articles::ArticleId;
use crate::http::link::{is_own_path, is_web_address};
use crate::store::articles::Question;
use crate::store::articles::passages::{beginning, one_line};

/// Characters of a title, at most.
const TITLE_MAX: usize = 200;

#[derive(Deserialize)]
struct Answer {
    articles: Vec<Given>,
}

#[derive(Deserialize)]
struct Given {
    id: String,
    title: String,
    passage: String,
    url: String,
    #[serde(default)]
    score: Option<f64>,
}

/// The articles of an answer that can be shown.
pub(super) fn read(bytes: &[u8], question: &Question) -> Result<Vec<SuggestedArticle>, NoAnswer> {
    let answer: Answer =
        serde_json::from_slice(bytes).map_err(|error| NoAnswer::Nonsense(error.to_string()))?;
    let given = answer.articles.len();
    let mut seen = HashSet::new();
    let mut articles: Vec<_> = answer
        .articles
        .into_iter()
        .filter_map(|article| shown(article, question))
        .filter(|article| seen.insert(article.id.clone()))
        .take(SUGGESTIONS_MAX)
        .collect();
    if articles.is_empty() && given > 0 {
        return Err(NoAnswer::Nonsense(
            "no article in it has an id, a title and a harmless address".to_owned(),
        ));
    }
    // Where it does not say how well they fit, their order does.
    let mut unsaid = 1.0;
    for article in &mut articles {
        article.score = if article.score.is_nan() { unsaid } else { article.score.clamp(0.0, 1.0) };
        unsaid = article.score;
    }
    Ok(articles)
}

fn shown(given: Given, question: &Question) -> Option<SuggestedArticle> {
    let id = ArticleId::new(&given.id)?;
    let title = beginning(&one_line(&harmless(&given.title)), TITLE_MAX);
    let harmless_url = is_web_address(&given.url) || is_own_path(&given.url);
    if title.is_empty() || !harmless_url {
        return None;
    }
    let passage = beginning(&one_line(&harmless(&given.passage)), PASSAGE_MAX);
    Some(SuggestedArticle {
        id: id.0,
        title,
        parts: parts(&passage, question),
        passage,
        url: given.url,
        score: given.score.unwrap_or(f64::NAN),
    })
}

/// Without what turns the direction of the text around it.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !turns_text(*c)).collect()
}

/// The passage with the question's words marked, in any form.
fn parts(passage: &str, question: &Question) -> Vec<PassagePart> {
    let mut parts: Vec<PassagePart> = Vec::new();
    let mut rest = passage;
    while let Some(first) = rest.chars().next() {
        let in_word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != in_word).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(end);
        let matches = in_word && question.asks_for(text);
        match parts.last_mut() {
            Some(last) if !last.matches && !matches => last.text.push_str(text),
            _ => parts.push(PassagePart { text: text.to_owned(), matches }),
        }
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question::new("License expired", "")
    }

    #[test]
    fn words_are_marked_in_any_form() {
        let parts = parts("The licenses have EXPIRED, (not) the license-server.", &question());
        let marked: Vec<_> =
            parts.iter().filter(|part| part.matches).map(|part| part.text.as_str()).collect();
        assert_eq!(marked, ["licenses", "EXPIRED", "license"]);
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, "The licenses have EXPIRED, (not) the license-server.");
    }

    #[test]
    fn scores_are_from_0_to_1_and_in_order_where_unsaid() {
        let article = |id: &str, score: &str| {
            format!(r#"{{"id": "{id}", "title": "T", "passage": "", "url": "/x", "score": {score}}}"#)
        };
        let all =
            [article("a", "7"), article("b", "0.5"), article("c", "null"), article("d", "-1")].join(",");
        let read = read(format!(r#"{{"articles": [{all}]}}"#).as_bytes(), &question()).unwrap();
        assert_eq!(read.iter().map(|it| it.score).collect::<Vec<_>>(), [1.0, 0.5, 0.5, 0.0]);
    }
}
