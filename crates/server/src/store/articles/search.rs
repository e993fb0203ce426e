//! Finding the articles that fit a case to be, and knowing when none does.
//!
//! Two steps. First every article is weighed by which of the question's words it holds, rare words counting more than
//! common ones; an article that holds too little of the question is out, so that one accidental word finds nothing.
//! Those that are left are ranked by BM25, which also says which passage fits best.

use crate::store::sql;
use std::collections::{HashMap, HashSet};

use caseport_domain::api::{PassagePart, SuggestedArticle};
use caseport_domain::limits::SUGGESTIONS_MAX;

use super::passages::AFTER_HEADING;
use super::question::{Asked, Question};
use crate::store::dialect::article_index::{self, Frequency, MARK, Place, Word};
use crate::store::row::get;
use crate::store::{Conn, Error, Result};

/// A word in more rows than this counts as common; counting on would only cost time.
const COMMON: u32 = 3_000;
/// Words that are searched for: those that say most.
const WORDS: usize = 12;
/// As long as there are fewer words than this, common ones are searched for, too.
const WORDS_WITH_COMMON: usize = 4;
/// What a word counts that is not in title or keywords.
const IN_PASSAGES: f64 = 0.6;
/// What a word counts that is in no article's title or keywords: nobody writes articles about it.
const IN_NO_HEAD: f64 = 0.5;
/// How much of the question an article must hold, by how many words are in its title and keywords: one, two, or more.
/// One can be an accident, three hardly. In between lie, for the demo's articles, what customers write (above 0.4) and
/// what is about something else (below 0.33); `tests/api/suggestions_found.rs` holds both.
const ENOUGH: [f64; 3] = [0.36, 0.26, 0.18];
/// Beside the best article, another one must have this part of its score: what hardly fits only takes time to read.
const BESIDE_THE_BEST: f64 = 0.4;
/// Articles that are ranked.
const RANKED: usize = 16;

/// The articles that fit best, at most [`SUGGESTIONS_MAX`], of those for the product (of all where it is empty).
///
/// # Errors
/// As any query.
pub async fn suggest(conn: &mut Conn, question: &Question, product: &str) -> Result<Vec<SuggestedArticle>> {
    let asked = Weighed::new(conn, question).await?;
    if asked.words.len() < 2 {
        return Ok(Vec::new());
    }
    let words: Vec<Word> = asked.words.iter().map(|(word, _)| word.clone()).collect();
    let places = article_index::places(conn, &words).await?;
    let mut found = asked.weigh(&places);
    if !product.is_empty() {
        let about: HashSet<i64> = article_index::about(conn, product).await?.into_iter().collect();
        found.retain(|it| about.contains(&it.number));
    }
    found.retain(|it| asked.admits(it));
    found.sort_by(|a, b| b.covered.total_cmp(&a.covered).then(a.number.cmp(&b.number)));
    found.truncate(RANKED);
    let mut articles = Vec::new();
    for choice in choices(conn, &asked, &words, &found).await? {
        articles.push(shown(conn, &words, &choice).await?);
    }
    Ok(articles)
}

/// An article that holds some of the words.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    number: i64,
    /// What the words are worth that it holds, in sum.
    covered: f64,
    /// How many of the words it holds, and how many of them in title or keywords.
    words: u32,
    in_head: u32,
}

/// The question's words that the knowledge base knows, those that say most, with what each is worth.
struct Weighed {
    words: Vec<(Word, f64)>,
    /// What an article is worth that holds them all in title and keywords.
    whole: f64,
    /// Which part of the question's words the knowledge base knows at all.
    known: f64,
}

impl Weighed {
    async fn new(conn: &mut Conn, question: &Question) -> Result<Self> {
        let words: Vec<Word> = question.words().iter().map(|asked| asked.word.clone()).collect();
        let counts = article_index::frequencies(conn, &words, COMMON).await?;
        let row = sql::query("SELECT CAST(COALESCE(SUM(rows), 0) AS BIGINT) AS n FROM article_numbers")
            .fetch_one(conn)
            .await?;
        let rows: i64 = get(&row, "n")?;
        let asked = || question.words().iter().zip(&counts);
        // Numbers are a customer's own more often than an article's, so that not to know one says nothing.
        let has_digit = |asked: &Asked| asked.word.as_str().contains(|c: char| c.is_ascii_digit());
        let strange = asked().filter(|(asked, found)| found.rows == 0 && !has_digit(asked)).count();
        let (common, mut rare): (Vec<_>, Vec<_>) =
            asked().filter(|(_, found)| found.rows > 0).partition(|(_, found)| found.rows == COMMON);
        let known = share(common.len() + rare.len(), common.len() + rare.len() + strange);
        let missing = WORDS_WITH_COMMON.saturating_sub(rare.len());
        rare.extend(common.into_iter().take(missing));
        let worth = |(asked, found): (&Asked, &Frequency)| {
            let rarity = (1.0 + as_f64(rows) / f64::from(found.rows)).ln();
            let topical = if found.in_heads { 1.0 } else { IN_NO_HEAD };
            (asked.word.clone(), asked.weight * rarity * topical)
        };
        let mut words: Vec<_> = rare.into_iter().map(worth).collect();
        words.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        words.truncate(WORDS);
        Ok(Self { whole: words.iter().map(|(_, weight)| weight).sum(), words, known })
    }

    /// What every article is worth that holds any of the words, given the places of each.
    fn weigh(&self, places: &[Vec<Place>]) -> Vec<Candidate> {
        let mut found: HashMap<i64, Candidate> = HashMap::new();
        for ((_, weight), places) in self.words.iter().zip(places) {
            // An article's places follow each other, that in its title and keywords first.
            for of_article in places.chunk_by(|a, b| a.number == b.number) {
                let Some(Place { number, in_head }) = of_article.first().copied() else { continue };
                let candidate =
                    found.entry(number).or_insert(Candidate { number, covered: 0.0, words: 0, in_head: 0 });
                candidate.covered += if in_head { *weight } else { *weight * IN_PASSAGES };
                candidate.words += 1;
                candidate.in_head += u32::from(in_head);
            }
        }
        found.into_values().collect()
    }

    /// How much of the question an article holds, from 0 to 1.
    fn coverage(&self, candidate: &Candidate) -> f64 {
        candidate.covered / self.whole
    }

    /// Whether an article holds enough of the question.
    fn admits(&self, candidate: &Candidate) -> bool {
        // Two words in all can be an accident wherever they are.
        let enough = match (candidate.in_head, candidate.words) {
            (0, _) => return false,
            (1, _) | (_, 2) => ENOUGH[0],
            (2, _) => ENOUGH[1],
            _ => ENOUGH[2],
        };
        candidate.words >= 2 && self.coverage(candidate) * self.known >= enough
    }
}

/// An article to show.
struct Choice {
    number: i64,
    /// The passage's row; none where only title and keywords fit.
    passage: Option<i64>,
    score: f64,
}

async fn choices(
    conn: &mut Conn,
    asked: &Weighed,
    words: &[Word],
    fitting: &[Candidate],
) -> Result<Vec<Choice>> {
    if fitting.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = fitting.iter().map(|it| it.number).collect();
    let mut head: HashMap<i64, f64> = HashMap::new();
    let mut best: HashMap<i64, (f64, i64)> = HashMap::new();
    for row in article_index::ranked(conn, words, &numbers).await? {
        match row.passage {
            None => drop(head.insert(row.number, row.rank)),
            Some(passage) => {
                let so_far = best.entry(row.number).or_insert((row.rank, passage));
                if row.rank > so_far.0 {
                    *so_far = (row.rank, passage);
                }
            }
        }
    }
    let rank = |number: i64| {
        head.get(&number).copied().unwrap_or_default() + best.get(&number).map_or(0.0, |(rank, _)| *rank)
    };
    let most = numbers.iter().map(|number| rank(*number)).fold(f64::MIN_POSITIVE, f64::max);
    let mut choices: Vec<Choice> = fitting
        .iter()
        .map(|it| Choice {
            number: it.number,
            passage: best.get(&it.number).map(|(_, passage)| *passage),
            score: (0.5 * asked.coverage(it) + 0.5 * rank(it.number) / most).clamp(0.0, 1.0),
        })
        .collect();
    choices.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
    choices.truncate(SUGGESTIONS_MAX);
    let best = choices.first().map_or(0.0, |best| best.score);
    choices.retain(|choice| choice.score >= best * BESIDE_THE_BEST);
    Ok(choices)
}

async fn shown(conn: &mut Conn, words: &[Word], choice: &Choice) -> Result<SuggestedArticle> {
    let row = sql::query(
        "SELECT a.id, a.title, a.url FROM article_numbers n JOIN articles a ON a.id = n.article_id WHERE n.number = $1",
    )
    .bind(choice.number)
    .fetch_optional(&mut *conn)
    .await?;
    let row =
        row.ok_or_else(|| Error::Corrupt(format!("the article index has {}, which is none", choice.number)))?;
    let found = match choice.passage {
        Some(passage) => article_index::marked(conn, words, passage).await?,
        None => article_index::first_passage(conn, choice.number).await?,
    };
    let (heading, text) = found.unwrap_or_default();
    let between = if heading.is_empty() { "" } else { AFTER_HEADING };
    let parts = parts(&format!("{heading}{between}{text}"));
    Ok(SuggestedArticle {
        id: get(&row, "id")?,
        title: get(&row, "title")?,
        passage: parts.iter().map(|part| part.text.as_str()).collect(),
        parts,
        url: get(&row, "url")?,
        score: (choice.score * 1000.0).round() / 1000.0,
    })
}

/// A marked text in pieces.
fn parts(marked: &str) -> Vec<PassagePart> {
    let (begin, end) = MARK;
    let mut parts = Vec::new();
    let mut add = |text: &str, matches: bool| {
        if !text.is_empty() {
            parts.push(PassagePart { text: text.to_owned(), matches });
        }
    };
    for piece in marked.split(begin) {
        match piece.split_once(end) {
            Some((word, rest)) => {
                add(word, true);
                add(rest, false);
            }
            None => add(piece, false),
        }
    }
    parts
}

fn share(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(part) / count(whole).max(1.0)
}

/// Row counts are far below what an `f64` holds exactly.
fn as_f64(rows: i64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn marks_become_parts() {
        let of =
            |text: &str| parts(text).into_iter().map(|part| (part.text, part.matches)).collect::<Vec<_>>();
        let part = |text: &str, matches| (text.to_owned(), matches);
        assert_eq!(of("a \u{1}b\u{2} c"), [part("a ", false), part("b", true), part(" c", false)]);
        assert_eq!(of("\u{1}b\u{2}\u{1}c\u{2}"), [part("b", true), part("c", true)]);
        assert_eq!(of("plain"), [part("plain", false)]);
        assert_eq!(of(""), []);
    }
}
