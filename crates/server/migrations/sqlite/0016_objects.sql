-- Uploads to a bucket: what of them lies there, so that any server can go on with them. Tables only: a server of the version
-- before works beside it, and what it deletes takes with it what hangs on it here.

CREATE TABLE upload_objects (
    upload_id    TEXT PRIMARY KEY REFERENCES uploads (id) ON DELETE CASCADE,
    -- The bucket's name for the multipart upload; none before the first part.
    multipart_id TEXT,
    -- The object with the bytes behind the last part, and how many these are.
    tail         TEXT,
    tail_size    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE upload_parts (
    upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    -- The bucket's name for these very bytes.
    etag      TEXT NOT NULL,
    size      INTEGER NOT NULL,
    PRIMARY KEY (upload_id, number)
) STRICT;
