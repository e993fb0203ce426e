//! What is searched for, as conditions: every word that was typed must be somewhere, in any order.
//!
//! A word is found anywhere in the folded subject or product name, not only where a word begins: people look for the
//! `7zip` in `x-7zip-y`, and Japanese has no blanks. Digits are found at the beginning of the number, too. The condition
//! on the case's own row is the same however its candidates were found, so that pages fit together.

use crate::store::sql;
use std::collections::BTreeSet;

use caseport_domain::Tab;
use caseport_domain::id::{CaseNumber, ProductId};
use caseport_domain::validate::SearchText;
use sea_query::{Cond, Condition, Expr, ExprTrait as _};

use crate::store::dialect;
use crate::store::fold::fold;
use crate::store::row::get;
use crate::store::{Conn, Result};

/// What may stand at a word's ends without belonging to it.
const AROUND: &[char] =
    &['"', '\'', '“', '”', '„', '‘', '’', '«', '»', ',', ';', '(', ')', '[', ']', '?', '!'];

/// A word that was typed.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Folded.
    pub text: String,
    /// The products whose names hold it.
    pub products: Vec<ProductId>,
    /// The case numbers that begin with it.
    pub numbers: Option<(i64, i64)>,
}

impl Word {
    /// Whether it can be in nothing but the subject.
    pub fn is_plain(&self) -> bool {
        self.products.is_empty() && self.numbers.is_none()
    }

    fn condition(&self, column: fn(&'static str) -> Expr) -> Condition {
        let mut any = Cond::any().add(dialect::holds(column("subject_key"), &self.text));
        if !self.products.is_empty() {
            let product = dialect::unindexed(column("product_id"));
            any = any.add(product.is_in(self.products.iter().map(ProductId::as_str)));
        }
        if let Some((first, last)) = self.numbers {
            any = any.add(dialect::unindexed(column("number")).between(first, last));
        }
        any
    }
}

/// Reads which products the words name. Empty text is no word, and lets everything through.
pub(super) async fn words(conn: &mut Conn, tab: Tab, text: Option<&SearchText>) -> Result<Vec<Word>> {
    let typed = typed(text.map(SearchText::as_str).unwrap_or_default());
    let mut words = Vec::with_capacity(typed.len());
    for text in typed {
        let products = if tab == Tab::FalseDetection { Vec::new() } else { products(conn, &text).await? };
        words.push(Word { numbers: numbers(&text), products, text });
    }
    Ok(words)
}

/// The condition that every word holds, on the columns of `cases` under whatever name.
pub(super) fn condition(words: &[Word], column: fn(&'static str) -> Expr) -> Condition {
    words.iter().fold(Cond::all(), |all, word| all.add(word.condition(column)))
}

fn typed(text: &str) -> BTreeSet<String> {
    let bare = |word: &str| {
        let bare = word.trim_matches(AROUND);
        if bare.is_empty() { word.to_owned() } else { bare.to_owned() }
    };
    fold(text).split_whitespace().map(bare).collect()
}

async fn products(conn: &mut Conn, text: &str) -> Result<Vec<ProductId>> {
    let mut select = sea_query::Query::select();
    select
        .column(("products", "id"))
        .from("products")
        .and_where(dialect::holds(Expr::col(("products", "name_key")), text));
    let (sql, values) = dialect::build(&select);
    let rows = sql::query_with(sqlx::AssertSqlSafe(sql), values).fetch_all(conn).await?;
    rows.iter().map(|row| Ok(ProductId(get(row, "id")?))).collect()
}

/// The numbers that begin with the digits.
fn numbers(text: &str) -> Option<(i64, i64)> {
    const DIGITS: usize = 8;
    if text.len() > DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let first: i64 = format!("{text:0<DIGITS$}").parse().ok()?;
    let last: i64 = format!("{text:9<DIGITS$}").parse().ok()?;
    (last >= i64::from(CaseNumber::FIRST)).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::{numbers, typed};

    fn words(text: &str) -> Vec<String> {
        typed(text).into_iter().collect()
    }

    #[test]
    fn words_are_folded_once_each_and_without_what_surrounds_them() {
        assert_eq!(words("  Núll  \"pointer\", null "), ["null", "pointer"]);
        assert_eq!(words("(error) [0x80070005]?"), ["0x80070005", "error"]);
        assert_eq!(words("C++ .exe -x"), ["-x", ".exe", "c++"]);
        assert_eq!(words("\" '"), ["\"", "'"]);
        assert!(words("   ").is_empty());
    }

    #[test]
    fn digits_begin_numbers() {
        assert_eq!(numbers("1"), Some((10_000_000, 19_999_999)));
        assert_eq!(numbers("10204117"), Some((10_204_117, 10_204_117)));
        for none in ["0", "07", "102041170", "1x", "１"] {
            assert_eq!(numbers(none), None, "{none}");
        }
    }
}
