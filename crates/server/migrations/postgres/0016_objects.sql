-- Uploads to a bucket: what of them lies there, so that any server can go on with them. Tables only: a server of the version
-- before works beside it, and what it deletes takes with it what hangs on it here.

CREATE TABLE upload_objects (
    upload_id    TEXT COLLATE "C" PRIMARY KEY REFERENCES uploads (id) ON DELETE CASCADE,
    -- The bucket's name for the multipart upload; none before the first part.
    multipart_id TEXT COLLATE "C",
    -- The object with the bytes behind the last part, and how many these are.
    tail         TEXT COLLATE "C",
    tail_size    BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE upload_parts (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL,
    -- The bucket's name for these very bytes.
    etag      TEXT COLLATE "C" NOT NULL,
    size      BIGINT NOT NULL,
    PRIMARY KEY (upload_id, number)
);
