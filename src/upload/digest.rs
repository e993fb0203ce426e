//! The checksum of a piece, by the browser: its bytes never enter the wasm's memory.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Blob;

/// A checksum that is being computed, from the moment on at which it was asked for.
pub struct Checksum(Promise);

/// The file cannot be read: it was changed, moved or removed since it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Checksum {
    /// Begins to compute.
    pub fn of(piece: &Blob) -> Self {
        let piece = piece.clone();
        Self(future_to_promise(async move { compute(&piece).await }))
    }

    /// `Upload-Checksum`; none where the browser computes none (an insecure origin).
    pub async fn header(self) -> Result<Option<String>, Unreadable> {
        JsFuture::from(self.0).await.map(|text| text.as_string()).map_err(|_| Unreadable)
    }
}

async fn compute(piece: &Blob) -> Result<JsValue, JsValue> {
    // Read in any case: only reading shows whether the file is still the one that was chosen.
    let buffer = JsFuture::from(piece.array_buffer()).await?;
    let subtle = Reflect::get(&js_sys::global(), &"crypto".into())
        .and_then(|crypto| Reflect::get(&crypto, &"subtle".into()))
        .unwrap_or(JsValue::UNDEFINED);
    if subtle.is_falsy() {
        return Ok(JsValue::UNDEFINED);
    }
    let subtle: web_sys::SubtleCrypto = subtle.unchecked_into();
    let computing = subtle.digest_with_str_and_buffer_source("SHA-256", buffer.unchecked_ref())?;
    let digest = JsFuture::from(computing).await?;
    free(&buffer);
    Ok(format!("sha256 {}", base64(&Uint8Array::new(&digest).to_vec())).into())
}

/// Gives a piece's memory back at once, where the browser can: the garbage collector does not hurry for it.
fn free(buffer: &JsValue) {
    let transfer = Reflect::get(buffer, &"transfer".into()).ok();
    if let Some(transfer) = transfer.and_then(|it| it.dyn_into::<Function>().ok()) {
        let _ = transfer.call1(buffer, &0.into());
    }
}

/// Bytes in base64, by the browser, whose function takes each byte as a character.
pub fn base64(bytes: &[u8]) -> String {
    let characters: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    web_sys::window().and_then(|window| window.btoa(&characters).ok()).unwrap_or_default()
}
