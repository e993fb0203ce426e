-- Reports of false detections: their files, where verdicts come from, and the vendor's own systems.

-- The id of a reported file, and when its verdict was given. The bytes of those that came through the portal lie under
-- this id in a folder of their own, out of the reach of whatever hands files out.
CREATE TABLE detections_2 (
    case_number     INTEGER PRIMARY KEY REFERENCES cases (number),
    file_id         TEXT NOT NULL UNIQUE,
    file_name       TEXT NOT NULL,
    size            INTEGER NOT NULL,
    sha256          TEXT NOT NULL,
    submission_type TEXT NOT NULL,
    verdict         TEXT NOT NULL,
    -- None while nobody has looked.
    verdict_at      INTEGER,
    description     TEXT NOT NULL DEFAULT '',
    -- JSON: product ids.
    products        TEXT NOT NULL,
    -- Those that reached the vendor by another way are not counted against the person's day.
    source          TEXT NOT NULL CHECK (source IN ('portal', 'vendor'))
) STRICT;
INSERT INTO detections_2 (case_number, file_id, file_name, size, sha256, submission_type, verdict, verdict_at, description,
        products, source)
    SELECT d.case_number, 'report-' || d.case_number, d.file_name, d.size, d.sha256, d.submission_type, d.verdict,
        CASE WHEN d.verdict <> 'in_queue' THEN c.updated_at END, d.description, d.products, 'portal'
    FROM detections d JOIN cases c ON c.number = d.case_number;
DROP TABLE detections;
ALTER TABLE detections_2 RENAME TO detections;

-- Every file of a case as its list shows it: those that were added, and the one that it was made from.
CREATE VIEW case_files AS
    SELECT id, case_number, name, size, content_type, sha256, batch, uploaded_by, uploaded_at FROM files
    UNION ALL
    SELECT d.file_id, d.case_number, d.file_name, d.size, 'application/octet-stream', d.sha256, NULL, c.submitter_id,
        c.created_at
    FROM detections d JOIN cases c ON c.number = d.case_number;

-- An upload is for a case, or for a report that is still to be made; a case is made from the latter.
CREATE TABLE uploads_2 (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    purpose      TEXT NOT NULL CHECK (purpose IN ('case', 'false_detection')),
    -- None for a report until it is made.
    case_number  INTEGER REFERENCES cases (number),
    -- Groups the files of one upload for the limits; the client's choice.
    batch        TEXT NOT NULL,
    name         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size         INTEGER NOT NULL CHECK (size > 0),
    -- What the client said the whole file's SHA-256 is, hex; of a report's file that has arrived, what it is.
    sha256       TEXT,
    -- Bytes that surely lie on the disk.
    received     INTEGER NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    CHECK (purpose <> 'case' OR case_number IS NOT NULL)
) STRICT;
INSERT INTO uploads_2 SELECT id, user_id, 'case', case_number, batch, name, content_type, size, sha256, received,
    created_at, expires_at, finished_at FROM uploads;
DROP TABLE uploads;
ALTER TABLE uploads_2 RENAME TO uploads;
CREATE INDEX uploads_by_batch ON uploads (case_number, user_id, batch);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_for_reports ON uploads (user_id) WHERE purpose = 'false_detection';

-- The vendor's own systems, each by a token of its own.
CREATE TABLE service_tokens (
    id           TEXT PRIMARY KEY,
    -- In whose name it speaks where nobody else is named.
    name         TEXT NOT NULL,
    -- SHA-256 of the token, hex. The token itself is nowhere.
    token_hash   TEXT NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    -- To within a few minutes.
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT;

-- Services repeat requests, too: whoever asks is a person, by their id, or a service, as `service/` and its id.
CREATE TABLE idempotency_keys_2 (
    caller      TEXT NOT NULL,
    key         TEXT NOT NULL,
    -- SHA-256 of method, address and body, hex.
    fingerprint TEXT NOT NULL,
    status      INTEGER NOT NULL,
    location    TEXT,
    body        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT;
INSERT INTO idempotency_keys_2 SELECT user_id, key, fingerprint, status, location, body, created_at FROM idempotency_keys;
DROP TABLE idempotency_keys;
ALTER TABLE idempotency_keys_2 RENAME TO idempotency_keys;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
