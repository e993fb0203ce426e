//! What of an upload lies in the bucket: what any server needs to go on where another was stopped. Noted in the database, in the
//! same transaction as the bytes that have been received; empty for an upload to the disk, whose file says it all.

/// Where an upload stands in the bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The bucket's name for the multipart upload; none before the first whole part.
    pub multipart: Option<String>,
    /// The parts, in their order.
    pub parts: Vec<PutPart>,
    /// The bytes behind the last part, too few for one.
    pub tail: Option<Tail>,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutPart {
    /// The bucket's name for these very bytes.
    pub etag: String,
    /// How many they are.
    pub size: u64,
}

/// Bytes that wait for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// The name of their object, below the upload's. Never used twice, so that nobody's late bytes can take its place.
    pub name: String,
    /// How many they are.
    pub size: u64,
}

impl Standing {
    /// Bytes in all.
    pub fn length(&self) -> u64 {
        self.in_parts() + self.tail.as_ref().map_or(0, |tail| tail.size)
    }

    /// Bytes in parts.
    pub fn in_parts(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }

    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
