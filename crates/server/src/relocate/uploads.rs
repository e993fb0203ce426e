//! Uploads under way: what has been received goes along, where it can be read. The parts of a multipart upload in a bucket cannot
//! before it is complete; such an upload begins anew, which clients do by themselves.

use super::{MoveError, Moving};
use crate::files::Standing;
use crate::relocate::plan::FilesPlan;
use crate::store::moving::files;
use crate::store::uploads::{self, Upload};
use crate::uploads::coming;

/// An upload with how much of it was carried over, and how that lies there.
pub type CarriedUpload = (Upload, u64, Standing);

impl Moving<'_> {
    /// Copies what has been received of the uploads under way. Nothing is noted before the last step; a run that was killed does
    /// it once more.
    ///
    /// # Errors
    /// What a database, the disk or the bucket said.
    pub async fn uploads(&self) -> Result<Vec<CarriedUpload>, MoveError> {
        let FilesPlan::Copy { from, to } = &self.plan.files else { return Ok(Vec::new()) };
        let under_way = files::coming(&mut *self.target.read().await?).await?;
        let mut carried = Vec::new();
        for upload in under_way {
            let standing = uploads::standing(&mut *self.target.read().await?, &upload.id).await?;
            let part = if upload.received == 0 {
                Some(Standing::default())
            } else {
                let part = from.carry_part(to, &coming(&upload), upload.received, &standing).await;
                part.map_err(|error| MoveError::File { id: upload.id.clone(), why: error.to_string() })?
            };
            carried.push(match part {
                Some(standing) => {
                    let received = upload.received;
                    (upload, received, standing)
                }
                None => {
                    (self.say)(&format!("the upload {} cannot be carried over and begins anew", upload.id));
                    (upload, 0, Standing::default())
                }
            });
        }
        Ok(carried)
    }
}
