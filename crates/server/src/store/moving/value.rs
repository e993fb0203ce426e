//! Values as both databases have them, and what says that two tables hold the same rows.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use super::super::sql::{Bind, Row};
use super::super::{Error, Result};
use crate::random::hex;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number of 64 bits.
    Int,
    /// A text.
    Text,
}

impl ColumnKind {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "INTEGER" | "INT" => Some(Self::Int),
            "TEXT" => Some(Self::Text),
            _ => None,
        }
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
}

impl Value {
    pub(super) fn read(row: &Row, index: usize, kind: ColumnKind) -> Result<Self> {
        let value = match kind {
            ColumnKind::Int => {
                let number: Option<i64> = match row {
                    Row::Sqlite(row) => row.try_get(index),
                    Row::Postgres(row) => row.try_get(index),
                }?;
                number.map(Self::Int)
            }
            ColumnKind::Text => {
                let text: Option<String> = match row {
                    Row::Sqlite(row) => row.try_get(index),
                    Row::Postgres(row) => row.try_get(index),
                }?;
                text.map(Self::Text)
            }
        };
        Ok(value.unwrap_or(Self::Null))
    }
}

impl Bind for &Value {
    fn value(self) -> sea_query::Value {
        match self {
            Value::Null => None::<String>.into(),
            Value::Int(number) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
        }
    }
}

/// The sum of the SHA-256 of every row, in 256 bits: the same for the same rows in any order, and another one where a row is
/// missing, there twice, or not what it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest([u64; 4]);

impl Digest {
    /// Takes a row in.
    pub fn add(&mut self, row: &[Value]) {
        let mut hasher = Sha256::new();
        for value in row {
            match value {
                Value::Null => hasher.update([0]),
                Value::Int(number) => {
                    hasher.update([1]);
                    hasher.update(number.to_be_bytes());
                }
                Value::Text(text) => {
                    hasher.update([2]);
                    hasher.update((text.len() as u64).to_be_bytes());
                    hasher.update(text.as_bytes());
                }
            }
        }
        let mut carry = false;
        for (sum, bytes) in self.0.iter_mut().zip(hasher.finalize().chunks_exact(8)) {
            let limb = bytes.iter().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
            let (with_limb, over) = sum.overflowing_add(limb);
            let (with_carry, again) = with_limb.overflowing_add(u64::from(carry));
            (*sum, carry) = (with_carry, over || again);
        }
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex(&self.0.map(u64::to_be_bytes).concat())
    }

    pub(super) fn of_hex(text: &str) -> Result<Self> {
        let wrong = || Error::Corrupt(format!("{text:?} is no sum of rows"));
        let mut limbs = [0; 4];
        if text.len() != 64 {
            return Err(wrong());
        }
        for (index, limb) in limbs.iter_mut().enumerate() {
            let digits = text.get(index * 16..(index + 1) * 16).ok_or_else(wrong)?;
            *limb = u64::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(limbs))
    }
}

#[cfg(test)]
mod tests {
    use super::{Digest, Value};

    fn of(rows: &[&[Value]]) -> Digest {
        let mut digest = Digest::default();
        rows.iter().for_each(|row| digest.add(row));
        digest
    }

    #[test]
    fn the_order_of_rows_is_all_that_does_not_count() {
        let text = |text: &str| Value::Text(text.to_owned());
        let (a, b): (&[_], &[_]) = (&[Value::Int(1), text("a")], &[Value::Int(2), Value::Null]);
        let both = of(&[a, b]);
        assert_eq!(both, of(&[b, a]));
        assert_eq!(Digest::of_hex(&both.to_hex()).unwrap(), both);
        for others in [
            of(&[a]),
            of(&[a, b, b]),
            of(&[a, a, b, b]),
            of(&[a, &[Value::Int(2), text("")]]),
            of(&[a, &[text("2"), Value::Null]]),
            of(&[&[Value::Int(1), Value::Null], &[Value::Int(2), text("a")]]),
        ] {
            assert_ne!(both, others);
        }
        // What one column has cannot pass for another's.
        assert_ne!(of(&[&[text("ab"), text("c")]]), of(&[&[text("a"), text("bc")]]));
        assert!(Digest::of_hex("12").is_err() && Digest::of_hex(&"x".repeat(64)).is_err());
    }
}
