//! Names and stamps made from content.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// SHA-256 in hex.
pub fn of(bytes: &[u8]) -> String {
    of_all([bytes])
}

/// SHA-256 of several pieces, each counted with its length so that moving a byte between two pieces shows.
pub fn of_all<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    let mut first = true;
    for piece in pieces {
        if !first {
            hasher.update((piece.len() as u64).to_le_bytes());
        }
        first = false;
        hasher.update(piece);
    }
    hex(&hasher.finalize())
}

/// The part that goes into file names.
pub fn short(hex: &str) -> &str {
    hex.get(..16).unwrap_or(hex)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_has_the_usual_digest() {
        assert_eq!(of(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(short(&of(b"abc")), "ba7816bf8f01cfea");
    }

    #[test]
    fn the_border_between_pieces_counts() {
        assert_ne!(of_all([b"ab".as_slice(), b"c"]), of_all([b"a".as_slice(), b"bc"]));
    }
}
