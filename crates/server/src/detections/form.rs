//! A report as one form, `multipart/form-data`: for clients that have no use for resuming. Its file becomes an upload
//! like any other, in one piece; what is left of one that was not reported is removed.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use caseport_domain::id::UserId;
use caseport_domain::limits::BYTES_PER_UPLOAD;
use caseport_domain::validate::{
    FalseDetectionRequest, FieldErrorCode, FieldErrors, FileName, Mistake, UploadBudget,
};
use multer::{Constraints, Field, Multipart, SizeLimit};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::make::make;
use super::{may_bring, may_report};
use crate::http::idempotency::IdempotencyKey;
use crate::http::json::BODY_MAX;
use crate::http::problem::{ApiError, ApiResult, too_large};
use crate::random::{hex, new_id};
use crate::state::AppState;
use crate::store::uploads::{self, NewUpload, Upload};
use crate::uploads::finish::{discard, finish};
use crate::uploads::receive::{Piece, receive};
use crate::uploads::{KEPT, problem};

/// How long the client may say nothing between two fields.
const SILENCE: Duration = Duration::from_secs(60);
/// Bytes of a whole form, at most: the file, the other fields, and what stands between them.
const FORM_MAX: u64 = BYTES_PER_UPLOAD + 2 * BODY_MAX as u64;

/// The fields of the form. Others are passed over.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; its fields are read as they come")]
pub struct FalseDetectionForm {
    /// The file, to 2 GiB, with its name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The organization in which it is reported, or `personal`; where the reporter begins if absent.
    organization: Option<String>,
    /// `false_positive` or `false_negative`.
    submission_type: String,
    /// Ids of the products, the field repeated; at least one.
    products: Vec<String>,
    /// Markdown, to 50,000 characters.
    description: Option<String>,
}

/// Receives the form, and makes the case.
///
/// # Errors
/// 400 for what is no form, 408 where it breaks off, 413 where it is too large; otherwise as [`make`].
pub async fn report(
    state: AppState,
    user: UserId,
    key: IdempotencyKey,
    request: Request,
) -> ApiResult<Response> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > FORM_MAX) {
        return Err(problem::file_too_large());
    }
    {
        // Rather now than after two gigabytes.
        let mut read = state.store.read().await?;
        may_report(&mut read, &user, state.clock.now()).await?;
    }
    let content_type =
        request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(wrong)?;
    let constraints = Constraints::new().size_limit(SizeLimit::new().whole_stream(FORM_MAX));
    let body = request.into_body().into_data_stream();
    let mut parts = Parts::new(state, user);
    let done = match parts.read(Multipart::with_constraints(body, boundary, constraints)).await {
        Ok(()) => parts.make(key).await,
        Err(error) => Err(error),
    };
    parts.tidy().await;
    done
}

/// What has come of the form.
struct Parts {
    state: AppState,
    user: UserId,
    request: FalseDetectionRequest,
    upload: Option<Upload>,
    /// Bytes of the fields but the file.
    read: usize,
}

impl Parts {
    fn new(state: AppState, user: UserId) -> Self {
        Self { state, user, request: FalseDetectionRequest::default(), upload: None, read: 0 }
    }

    async fn read(&mut self, mut form: Multipart<'static>) -> ApiResult<()> {
        while let Some(field) = in_time(form.next_field()).await? {
            match field.name().unwrap_or_default() {
                "file" if self.upload.is_some() => {
                    let mistake = Mistake::new(
                        FieldErrorCode::TooMany,
                        "A report is about one file. Pack several that belong together into one archive.",
                    );
                    return Err(FieldErrors::one("file", mistake).into());
                }
                "file" => self.file(field).await?,
                "organization" => self.request.organization = Some(self.text(field).await?),
                "submission_type" => self.request.submission_type = self.text(field).await?,
                "products" => {
                    let product = self.text(field).await?;
                    self.request.products.push(product);
                }
                "description" => self.request.description = self.text(field).await?,
                _ => {}
            }
        }
        Ok(())
    }

    async fn text(&mut self, mut field: Field<'static>) -> ApiResult<String> {
        let mut bytes = Vec::new();
        while let Some(chunk) = in_time(field.chunk()).await? {
            self.read += chunk.len();
            if self.read > BODY_MAX {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        String::from_utf8(bytes).map_err(|_| ApiError::malformed("The form's fields must be UTF-8."))
    }

    /// Receives the file as an upload of unknown size.
    async fn file(&mut self, field: Field<'static>) -> ApiResult<()> {
        let state = &self.state;
        let now = state.clock.now();
        let id = new_id(&*state.random)?;
        let new = NewUpload {
            batch: id.clone(),
            name: FileName::clean(field.file_name().unwrap_or_default()),
            content_type: "application/octet-stream".to_owned(),
            size: BYTES_PER_UPLOAD,
            sha256: None,
            id: id.clone(),
        };
        let mut write = state.store.write().await?;
        let permit = may_bring(&mut write, &self.user, now).await?;
        uploads::begin_report(&mut write, &permit, &new, now, now + KEPT).await?;
        let upload = uploads::find(&mut write, &id, &self.user).await?.ok_or_else(ApiError::internal)?;
        write.commit().await?;
        let upload = self.upload.insert(upload);

        let turn = state.upload_turns.take(&state.store, &id).await?.ok_or_else(problem::busy)?;
        let piece = Piece::of_unknown_length(Body::from_stream(field));
        receive(state, upload, &turn, piece).await.map_err(|error| match error.status().as_u16() {
            413 => problem::file_too_large(),
            408 => broken_off(),
            _ => error,
        })?;
        UploadBudget::default().with(upload.received).map_err(|mistake| FieldErrors::one("file", mistake))?;
        let mut write = state.store.write().await?;
        uploads::measured(&mut write, &id, upload.received).await?;
        write.commit().await?;
        upload.size = upload.received;
        finish(state, upload).await
    }

    async fn make(&mut self, key: IdempotencyKey) -> ApiResult<Response> {
        let Some(upload) = &self.upload else {
            let mistake = Mistake::new(FieldErrorCode::Required, "Choose the file.");
            return Err(FieldErrors::one("file", mistake).into());
        };
        // What makes two forms the same is what they say, not how their parts are kept apart.
        let said = serde_json::json!([self.request, upload.name, upload.sha256]);
        let digest = hex(&Sha256::digest(said.to_string()));
        self.request.upload.clone_from(&upload.id);
        make(&self.state, &self.user, key, &self.request, &digest).await
    }

    /// Removes a file that no case was made of.
    async fn tidy(&self) {
        let Some(upload) = &self.upload else { return };
        // What cannot be removed now is once it has expired; the log says why.
        let _ = async {
            let left = {
                let mut read = self.state.store.read().await?;
                uploads::find(&mut read, &upload.id, &self.user).await?
            };
            match left.filter(|left| !left.belongs_to_a_case()) {
                Some(left) => discard(&self.state, &left).await,
                None => Ok(()),
            }
        }
        .await;
    }
}

/// The next part of the form, where it comes in time.
async fn in_time<T>(next: impl Future<Output = Result<Option<T>, multer::Error>>) -> ApiResult<Option<T>> {
    match tokio::time::timeout(SILENCE, next).await {
        Ok(next) => next.map_err(wrong),
        Err(_) => Err(broken_off()),
    }
}

fn wrong(error: multer::Error) -> ApiError {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            problem::file_too_large()
        }
        multer::Error::StreamReadFailed(_) | multer::Error::IncompleteStream => broken_off(),
        multer::Error::IncompleteFieldData { .. } | multer::Error::IncompleteHeaders => broken_off(),
        _ => ApiError::malformed(
            "The body is not a form: `multipart/form-data` with a boundary, and parts between.",
        ),
    }
}

fn broken_off() -> ApiError {
    ApiError::new(
        axum::http::StatusCode::REQUEST_TIMEOUT,
        "cut-off",
        "The form did not arrive whole",
        "Nothing was reported. Send it again, or upload the file first, which can be gone on with.",
    )
}
