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
use crate::files::{Coming, Part, Shelf, Standing};
use crate::http::problem::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::uploads::{self, Step, Target, Upload};

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
                writer.add(state, upload, bytes).await?;
                if writer.is_to_settle(upload) {
                    writer.settle_so_far(state, upload).await?;
                }
            }
        }
    };
    writer.flush(state, upload).await?;
    let whole = matches!(end, End::Whole);
    let fits = writer.take_checksum().map(|checksum| whole && checksum.fits());
    if fits == Some(false) {
        writer.take_back(begin).await?;
    } else {
        writer.settle(state, upload).await?;
        state.metrics.received(upload.received.saturating_sub(begin));
    }
    match end {
        End::Whole if fits == Some(false) => Err(problem::checksum_mismatch()),
        End::Whole => Ok(()),
        End::Broken => Err(problem::cut_off()),
        End::GivenWay => Err(problem::busy()),
    }
}

struct Writer {
    part: Part,
    checksum: Option<Checksum>,
    written: u64,
    gathered: Vec<Bytes>,
    waiting: usize,
}

impl Writer {
    async fn open(state: &AppState, upload: &mut Upload, checksum: Option<Checksum>) -> ApiResult<Self> {
        let standing = standing(state, upload).await?;
        let opened = state.files.go_on(&coming(upload), upload.received, standing).await;
        let part = kept(state, upload, opened).await?;
        Ok(Self { part, checksum, written: upload.received, gathered: Vec::new(), waiting: 0 })
    }

    fn position(&self) -> u64 {
        self.written + self.waiting as u64
    }

    async fn add(&mut self, state: &AppState, upload: &mut Upload, bytes: Bytes) -> ApiResult<()> {
        self.waiting += bytes.len();
        self.gathered.push(bytes);
        if self.waiting >= STEP { self.flush(state, upload).await } else { Ok(()) }
    }

    async fn flush(&mut self, state: &AppState, upload: &mut Upload) -> ApiResult<()> {
        let chunks = std::mem::take(&mut self.gathered);
        let hashed = hash(self.checksum.take(), chunks.clone());
        let (added, hashed) = tokio::join!(self.part.add(chunks), hashed);
        self.checksum = hashed?;
        kept(state, upload, added).await?;
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

    /// What is sure to stay of it while more comes.
    async fn settle_so_far(&mut self, state: &AppState, upload: &mut Upload) -> ApiResult<()> {
        let settled = self.part.settle_so_far(self.written).await.map_err(problem::of_disk)?;
        self.note(state, upload, settled).await
    }

    async fn settle(&mut self, state: &AppState, upload: &mut Upload) -> ApiResult<()> {
        let settled = self.part.settle().await;
        kept(state, upload, settled).await?;
        self.note(state, upload, self.written).await
    }

    async fn note(&mut self, state: &AppState, upload: &mut Upload, settled: u64) -> ApiResult<()> {
        advance(state, upload, settled, &self.part.standing()).await?;
        self.part.noted().await;
        Ok(())
    }

    async fn take_back(&mut self, length: u64) -> ApiResult<()> {
        self.part.take_back(length).await.map_err(problem::of_disk)
    }
}

/// Takes the bytes into the checksum, where there is one, and where that keeps nobody waiting.
async fn hash(checksum: Option<Checksum>, chunks: Vec<Bytes>) -> ApiResult<Option<Checksum>> {
    let Some(mut checksum) = checksum else { return Ok(None) };
    let hashed = tokio::task::spawn_blocking(move || {
        chunks.iter().for_each(|chunk| checksum.update(chunk));
        checksum
    });
    hashed.await.map(Some).map_err(|error| {
        tracing::error!(error = %error, "a checksum could not be made");
        ApiError::internal()
    })
}

/// What was done with the upload's bytes. Where such are missing, it begins anew, and whoever sends it learns that.
async fn kept<T>(state: &AppState, upload: &mut Upload, done: io::Result<T>) -> ApiResult<T> {
    match done {
        Ok(done) => Ok(done),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            begin_anew(state, upload).await?;
            Err(problem::wrong_offset(0))
        }
        Err(error) => Err(problem::of_disk(error)),
    }
}

/// What becomes of an upload whose bytes somebody has removed.
pub async fn begin_anew(state: &AppState, upload: &mut Upload) -> ApiResult<()> {
    tracing::error!(upload = %upload.id, "the bytes of an upload are missing");
    advance(state, upload, 0, &Standing::default()).await
}

/// Notes how far the upload stands, if nobody else has done so meanwhile.
async fn advance(state: &AppState, upload: &mut Upload, received: u64, standing: &Standing) -> ApiResult<()> {
    let expires_at = state.clock.now() + KEPT;
    let mut write = state.store.write().await?;
    let step = Step { before: upload.received, received, expires_at };
    if !uploads::advance(&mut write, &upload.id, step, standing).await? {
        return Err(problem::busy());
    }
    write.commit().await?;
    (upload.received, upload.expires_at) = (received, expires_at);
    Ok(())
}

/// What of the upload lies in the bucket.
pub async fn standing(state: &AppState, upload: &Upload) -> ApiResult<Standing> {
    let mut read = state.store.read().await?;
    Ok(uploads::standing(&mut read, &upload.id).await?)
}

/// The upload, as what keeps its bytes knows it.
pub fn coming(upload: &Upload) -> Coming {
    let shelf = match upload.target {
        Target::Case(_) => Shelf::Files,
        Target::Report(_) => Shelf::Reported,
    };
    Coming { id: upload.id.clone(), shelf, size: upload.size }
}
