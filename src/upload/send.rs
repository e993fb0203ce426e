//! Sends one upload, from where the server stands to its end or to whatever stops it.

use std::time::Duration;

use caseport_domain::api::Problem;
use js_sys::Date;
use leptos::prelude::*;

use super::digest::Checksum;
use super::item::{Interruption, State, Uploads};
use super::meter::Meter;
use super::record::{Record, Source};
use super::tus::{self, Answer, Lost};
use super::work::open;
use crate::api::ApiError;
use crate::i18n::messages;
use crate::{json, platform};

/// Bytes of a piece: what a cut line costs at most.
pub const PIECE: u64 = 8 * 1024 * 1024;
/// How often a piece with a wrong checksum is sent again.
const MISMATCHES: u32 = 3;
/// How often the speed is told, in milliseconds.
const METER_MS: f64 = 500.0;
/// How often one looks whether an upload that was given up has left the server.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Why an upload does not go on now.
pub(super) enum Halt {
    /// The person stopped it.
    Stopped,
    /// Trying again may help.
    Again(Interruption),
    /// Somebody is signed in again, or perhaps is: it goes on at once.
    SignedIn,
    /// It is no more there; a new one may be begun.
    Gone,
    /// It waits for the person.
    Waits(State),
}

impl Uploads {
    /// Sends piece by piece, from where the server stands to the end.
    pub(super) async fn go_on(self, id: &str, mismatches: &mut u32) -> Result<(), Halt> {
        let (record, source) =
            self.with(id, |work| (work.record.clone(), work.source.clone())).ok_or(Halt::Stopped)?;
        let source = source.ok_or(Halt::Waits(State::NeedsFile))?;
        let file = open(&source).await.ok_or(Halt::Waits(State::NeedsFile))?;
        if !record.is_of(&file) {
            return Err(Halt::Waits(State::Changed));
        }
        let (url, mut offset) = self.stand(id, &record).await?;
        let mut meter = Meter::default();
        self.sent(id, offset, &mut meter);
        let piece_at = |from: u64| {
            let to = (from + PIECE).min(record.size);
            file.slice_with_f64_and_f64(from as f64, to as f64).map_err(|_| Halt::Waits(State::Unreadable))
        };
        let mut next = None;
        while offset < record.size {
            let (piece, checksum) = match next.take() {
                Some(prepared) => prepared,
                None => prepare(piece_at(offset)?),
            };
            let checksum = checksum.header().await.map_err(|_| Halt::Waits(State::Unreadable))?;
            if !self.is_sending(id) {
                return Err(Halt::Stopped);
            }
            let end = offset + piece.size() as u64;
            if end < record.size {
                next = Some(prepare(piece_at(end)?));
            }
            let line = self.with(id, |work| work.line.clone()).ok_or(Halt::Stopped)?;
            let progress = self.progress(id, offset, meter.clone());
            let answer =
                tus::send(self.api, &url, offset, &piece, checksum.as_deref(), &line, progress).await;
            match self.read(id, answer).await? {
                Answer { status: 200..=299, offset: Some(stands), .. } if stands > offset => {
                    offset = stands.min(record.size);
                    if offset != end {
                        next = None;
                    }
                    *mismatches = 0;
                    self.sent(id, offset, &mut meter);
                    self.note_received(id, offset);
                }
                Answer { status: 460, .. } if *mismatches < MISMATCHES => {
                    *mismatches += 1;
                    return Err(Halt::Again(Interruption::Damaged));
                }
                // It stands elsewhere than was thought: it is asked again.
                Answer { status: 200..=299, .. } => return Err(interrupted()),
                answer => return Err(refusal(&answer)),
            }
        }
        Ok(())
    }

    /// The upload's address, and where it stands; begins it where it has not begun.
    async fn stand(self, id: &str, record: &Record) -> Result<(String, u64), Halt> {
        if let Some(url) = &record.url {
            return match self.read(id, tus::state(self.api, url).await).await? {
                Answer { status: 200..=299, offset: Some(offset), .. } => Ok((url.clone(), offset)),
                answer => Err(refusal_to_tell(&answer)),
            };
        }
        // Room that is about to be free is not free yet.
        while self.is_sending(id) && self.leaving.with_value(|targets| targets.contains(&record.target)) {
            platform::sleep(LOOK_EVERY).await;
        }
        if !self.is_sending(id) {
            return Err(Halt::Stopped);
        }
        self.with(id, |work| work.asked = true).ok_or(Halt::Stopped)?;
        let answer = self.read(id, tus::begin(self.api, record).await).await?;
        let (201, Some(location)) = (answer.status, answer.location.as_deref()) else {
            return Err(match refusal(&answer) {
                // There is no upload yet that could be gone: it is the case that is not there for this person.
                Halt::Gone => Halt::Waits(State::Failed(messages::upload_no_case().to_owned())),
                halt => halt,
            });
        };
        let url = location.to_owned();
        self.with(id, |work| work.record.url = Some(url.clone())).ok_or(Halt::Stopped)?;
        self.keep(id).await;
        // A beginning that was repeated may have its first pieces already.
        match self.read(id, tus::state(self.api, &url).await).await? {
            Answer { status: 200..=299, offset: Some(offset), .. } => Ok((url, offset)),
            answer => Err(refusal_to_tell(&answer)),
        }
    }

    /// Notes how far the server is. The device remembers it, too, to show it after a reload before the server is asked;
    /// but a file that it keeps whole is not worth writing again.
    fn note_received(self, id: &str, received: u64) {
        let worth = self.with(id, |work| {
            work.record.received = received;
            !work.source.as_ref().is_some_and(Source::is_kept_whole)
        });
        if worth == Some(true) {
            self.keep_aside(id);
        }
    }

    /// An answer that says something about the upload; where the session has ended, the person signs in again first.
    async fn read(self, id: &str, answer: Result<Answer, Lost>) -> Result<Answer, Halt> {
        let signed_out = answer.as_ref().is_ok_and(|answer| answer.status == 401);
        let doubted = self.with(id, |work| std::mem::replace(&mut work.doubted, signed_out)) == Some(true);
        match answer {
            // A piece takes its time: perhaps the person has signed in again since it was sent, so one asks once more.
            Ok(_) if signed_out && !doubted => Err(Halt::SignedIn),
            Ok(_) if signed_out => match self.api.sign_in_again().await {
                Ok(()) => Err(Halt::SignedIn),
                Err(error) => Err(Halt::Waits(State::Failed(error.message()))),
            },
            Ok(answer) => Ok(answer),
            Err(Lost) if self.is_sending(id) => Err(interrupted()),
            Err(Lost) => Err(Halt::Stopped),
        }
    }

    pub(super) fn sent(self, id: &str, sent: u64, meter: &mut Meter) {
        meter.note(Date::now(), sent);
        if let Some(item) = self.item(id) {
            let speed = meter.speed();
            item.view.update(|view| {
                view.sent = sent;
                view.speed = speed.or(view.speed);
            });
        }
    }

    /// What tells how much of a piece is on its way.
    fn progress(self, id: &str, offset: u64, meter: Meter) -> impl Fn(u64) + 'static {
        let item = self.item(id);
        let state = std::cell::RefCell::new((meter, 0.0));
        move |loaded| {
            let (Some(item), now) = (&item, Date::now()) else { return };
            let (meter, told) = &mut *state.borrow_mut();
            meter.note(now, offset + loaded);
            let speed = meter.speed().filter(|_| now - *told >= METER_MS);
            if speed.is_some() {
                *told = now;
            }
            item.view.try_update(|view| {
                view.sent = (offset + loaded).min(item.size);
                view.speed = speed.or(view.speed);
            });
        }
    }
}

fn prepare(piece: web_sys::Blob) -> (web_sys::Blob, Checksum) {
    let checksum = Checksum::of(&piece);
    (piece, checksum)
}

fn interrupted() -> Halt {
    Halt::Again(Interruption::Lost)
}

/// What becomes of an upload at an answer that is no yes.
fn refusal(answer: &Answer) -> Halt {
    let error = ApiError::from_answer(answer.status, &answer.body);
    match answer.status {
        404 | 410 => Halt::Gone,
        // It stands elsewhere than was thought, and is asked again; but a case that is closed has a reason.
        409 if !has_reason(answer) => interrupted(),
        // More than may be in a day, which waiting here does not change.
        429 if has_reason(answer) => Halt::Waits(State::Failed(error.message())),
        408 | 423 | 429 | 500 | 502..=504 => interrupted(),
        507 => Halt::Waits(State::Failed(messages::upload_no_room().to_owned())),
        _ => Halt::Waits(State::Failed(error.lasting_message())),
    }
}

/// The same for an answer without a body, which cannot say why.
fn refusal_to_tell(answer: &Answer) -> Halt {
    match answer.status {
        403 | 409 => Halt::Waits(State::Failed(messages::upload_no_case().to_owned())),
        _ => refusal(answer),
    }
}

fn has_reason(answer: &Answer) -> bool {
    json::read::<Problem>(&answer.body).is_some_and(|problem| problem.reason.is_some())
}
