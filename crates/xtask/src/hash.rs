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

/// SHA-256 as an `integrity` attribute has it.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", base64(&Sha256::digest(bytes)))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let six = (bits >> (18 - 6 * place)) as usize & 63;
            text.push(if place <= group.len() { char::from(ALPHABET[six]) } else { '=' });
        }
    }
    text
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

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foo"), "Zm9v");
    }
}
