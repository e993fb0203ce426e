-- E-mails: written in the transaction of what they tell of, sent later by the server.
CREATE TABLE outbox (
    -- Never used again: messages are named by it.
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient       TEXT NOT NULL,
    kind            TEXT NOT NULL,
    case_number     INTEGER REFERENCES cases (number),
    subject         TEXT NOT NULL,
    text            TEXT NOT NULL,
    html            TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    give_up_at      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    sent_at         INTEGER,
    failed_at       INTEGER,
    last_error      TEXT,
    -- What it tells to whom: nobody is told twice.
    dedup_key       TEXT NOT NULL UNIQUE,
    CHECK (sent_at IS NULL OR failed_at IS NULL)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_by_age ON outbox (created_at);
