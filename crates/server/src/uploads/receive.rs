//! Writes a piece as it comes, in steps that need little memory, and takes it back where it is not what it should be.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt as _;

use super::checksum::Checksum;
use super::problem;
use super::turns::Turn;
use super::{KEPT, tus};
use crate::files::Part;
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::uploads::{self, Upload};

/// Bytes that are gathered before they are written.
const STEP: usize = 1024 * 1024;
/// Bytes after which a piece without a checksum is sure to stay, whatever happens to the rest.
const SETTLE_EVERY: u64 = 32 * 1024 * 1024;
/// How long a body may say nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// A piece on its way.
pub struct Piece {
    body: Body,
    length: Option<u64>,
    checksum: Option<Checksum>,
}

impl Piece {
    /// The piece in a request's body.
    ///
    /// # Errors
    /// Its checksum is not of the protocol's form.
    pub fn of(headers: &HeaderMap, body: Body) -> ApiResult<Self> {
        let length = tus::number(headers, &CONTENT_LENGTH)?;
        Ok(Self { body, length, checksum: Checksum::of(headers)? })
    }

    /// A piece of which only its end tells how long it is.
    pub fn of_unknown_length(body: Body) -> Self {
        Self { body, length: None, checksum: None }
    }
}

enum End {
    Whole,
    Broken,
    GivenWay,
}

/// Receives a piece behind what is there, and notes in `upload` how far it stands then.
///
/// # Errors
/// More than was announced, a broken connection, another checksum, a full disk. Without a checksum, what has arrived of
/// a broken piece stays; with one, nothing of it.
pub async fn receive(state: &AppState, upload: &mut Upload, turn: &Turn, piece: Piece) -> ApiResult<()> {
    let room = upload.size - upload.received;
    if piece.length.is_some_and(|length| length > room) {
        return Err(problem::too_much(upload.size));
    }
    let begin = upload.received;
    let mut writer = Writer::open(state, upload, piece.checksum).await?;
    let mut body = piece.body;
    let end = loop {
        let next = tokio::select! {
            biased;
            () = turn.wanted() => break End::GivenWay,
            next = tokio::time::timeout(SILENCE, body.frame()) => next,
        };
        match next {
            Ok(None) if piece.length.is_none_or(|length| begin + length == writer.position()) => {
                break End::Whole;
            }
            Ok(None | Some(Err(_))) | Err(_) => break End::Broken,
            Ok(Some(Ok(frame))) => {
                let Ok(bytes) = frame.into_data() else { continue };
                if writer.position() - begin + bytes.len() as u64 > room {
                    return Err(problem::too_much(upload.size));
                }
                writer.add(bytes).await?;
                if writer.is_to_settle(upload) {
                    writer.settle(state, upload).await?;
                }
            }
        }
    };
    writer.flush().await?;
    let whole = matches!(end, End::Whole);
    let fits = writer.take_checksum().map(|checksum| whole && checksum.fits());
    if fits == Some(false) {
        writer.take_back(begin).await?;
    } else {
        writer.settle(state, upload).await?;
    }
    match end {
        End::Whole if fits == Some(false) => Err(problem::checksum_mismatch()),
        End::Whole => Ok(()),
        End::Broken => Err(problem::cut_off()),
        End::GivenWay => Err(problem::busy()),
    }
}

struct Writer {
    /// Away while it is written to; gone after an error.
    part: Option<Part>,
    checksum: Option<Checksum>,
    written: u64,
    gathered: Vec<Bytes>,
    waiting: usize,
}

impl Writer {
    async fn open(state: &AppState, upload: &mut Upload, checksum: Option<Checksum>) -> ApiResult<Self> {
        let (files, id, received) = (state.files.clone(), upload.id.clone(), upload.received);
        let opened = blocking(move || Ok(files.go_on(&id, received))).await?;
        let part = match opened {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                begin_anew(state, upload).await?;
                return Err(problem::wrong_offset(0));
            }
            Err(error) => return Err(problem::of_disk(error)),
        };
        Ok(Self { part: Some(part), checksum, written: received, gathered: Vec::new(), waiting: 0 })
    }

    fn position(&self) -> u64 {
        self.written + self.waiting as u64
    }

    async fn add(&mut self, bytes: Bytes) -> ApiResult<()> {
        self.waiting += bytes.len();
        self.gathered.push(bytes);
        if self.waiting >= STEP { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> ApiResult<()> {
        let (chunks, mut checksum) = (std::mem::take(&mut self.gathered), self.checksum.take());
        self.checksum = self
            .on_disk(move |part| {
                part.add(&chunks)?;
                if let Some(checksum) = &mut checksum {
                    chunks.iter().for_each(|chunk| checksum.update(chunk));
                }
                Ok(checksum)
            })
            .await?;
        self.written += self.waiting as u64;
        self.waiting = 0;
        Ok(())
    }

    fn take_checksum(&mut self) -> Option<Checksum> {
        self.checksum.take()
    }

    fn is_to_settle(&self, upload: &Upload) -> bool {
        self.checksum.is_none() && self.waiting == 0 && self.written - upload.received >= SETTLE_EVERY
    }

    async fn settle(&mut self, state: &AppState, upload: &mut Upload) -> ApiResult<()> {
        self.on_disk(|part| part.settle()).await?;
        advance(state, upload, self.written).await
    }

    async fn take_back(&mut self, length: u64) -> ApiResult<()> {
        self.on_disk(move |part| part.take_back(length)).await
    }

    async fn on_disk<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Part) -> io::Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let mut part = self.part.take().ok_or_else(ApiError::internal)?;
        let (part, done) = blocking(move || {
            let done = work(&mut part);
            Ok((part, done))
        })
        .await?;
        self.part = Some(part);
        done.map_err(problem::of_disk)
    }
}

/// What becomes of an upload whose bytes somebody has removed.
pub async fn begin_anew(state: &AppState, upload: &mut Upload) -> ApiResult<()> {
    tracing::error!(upload = %upload.id, "the bytes of an upload are missing");
    advance(state, upload, 0).await
}

async fn advance(state: &AppState, upload: &mut Upload, received: u64) -> ApiResult<()> {
    let expires_at = state.clock.now() + KEPT;
    let mut write = state.store.write().await?;
    uploads::advance(&mut write, &upload.id, received, expires_at).await?;
    write.commit().await?;
    (upload.received, upload.expires_at) = (received, expires_at);
    Ok(())
}

/// Does what blocks where blocking is allowed.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> ApiResult<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(problem::of_disk),
        Err(error) => {
            tracing::error!(error = %error, "work on the disk broke");
            Err(ApiError::internal())
        }
    }
}
