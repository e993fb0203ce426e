-- Files on their way (tus). An upload that has arrived is a file of its case, under the same id; its row stays until it
-- expires, for clients that lost the answer.
CREATE TABLE uploads (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    case_number  INTEGER NOT NULL REFERENCES cases (number),
    -- Groups the files of one upload for the limits; the client's choice.
    batch        TEXT NOT NULL,
    name         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size         INTEGER NOT NULL CHECK (size > 0),
    -- What the client said the whole file's SHA-256 is, hex.
    sha256       TEXT,
    -- Bytes that surely lie on the disk.
    received     INTEGER NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    finished_at  INTEGER
) STRICT;
CREATE INDEX uploads_by_batch ON uploads (case_number, user_id, batch);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX files_by_batch ON files (case_number, uploaded_by, batch);
