-- The whole store. Times are microseconds since 1970 UTC, ids are text, enumerations are the codes of the domain
-- crate. Nothing is deleted that a case refers to, so that every case can always be shown.

CREATE TABLE organizations (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('customer', 'partner')),
    support_plan  TEXT NOT NULL,
    mdf_program   INTEGER NOT NULL DEFAULT 0,
    ai_assistance INTEGER NOT NULL DEFAULT 1,
    time_zone     TEXT NOT NULL DEFAULT 'UTC',
    -- Grows with every change of what its members may do.
    revision      INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE links (
    partner_id  TEXT NOT NULL REFERENCES organizations (id),
    customer_id TEXT NOT NULL REFERENCES organizations (id),
    kind        TEXT NOT NULL CHECK (kind IN ('partner', 'other')),
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (partner_id, customer_id)
) STRICT;

-- Custom roles only; the built-in ones are fixed in the rules.
CREATE TABLE roles (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id              TEXT NOT NULL,
    label           TEXT NOT NULL,
    -- The label folded, for "unique regardless of case".
    label_key       TEXT NOT NULL,
    description     TEXT NOT NULL DEFAULT '',
    -- JSON: role object -> level.
    permissions     TEXT NOT NULL,
    revision        INTEGER NOT NULL DEFAULT 1,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, label_key)
) STRICT;

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    -- Lower case.
    email         TEXT NOT NULL UNIQUE,
    locale        TEXT NOT NULL DEFAULT 'en-US',
    time_zone     TEXT NOT NULL DEFAULT 'UTC',
    -- PHC string; none where the person cannot sign in.
    password_hash TEXT,
    last_sign_in_at INTEGER,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
    user_id            TEXT NOT NULL REFERENCES users (id),
    organization_id    TEXT NOT NULL REFERENCES organizations (id),
    -- A built-in role's key or a custom role's id.
    role               TEXT NOT NULL,
    extended_case_view INTEGER NOT NULL DEFAULT 0,
    case_view_changed_by TEXT REFERENCES users (id),
    case_view_changed_at INTEGER,
    -- The organization that opens first; a user with none opens in the personal scope.
    is_default         INTEGER NOT NULL DEFAULT 0,
    created_at         INTEGER NOT NULL,
    PRIMARY KEY (user_id, organization_id)
) STRICT;
CREATE INDEX memberships_by_organization ON memberships (organization_id, role);
CREATE UNIQUE INDEX memberships_one_default ON memberships (user_id) WHERE is_default = 1;

CREATE TABLE products (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    featured INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE platforms (
    product_id TEXT NOT NULL REFERENCES products (id),
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (product_id, id)
) STRICT;

CREATE TABLE versions (
    product_id TEXT NOT NULL REFERENCES products (id),
    version    TEXT NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (product_id, version)
) STRICT;

CREATE TABLE issue_types (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    position    INTEGER NOT NULL
) STRICT;

INSERT INTO issue_types (id, name, description, position) VALUES
    ('installation', 'Installation', 'Setting the product up, or upgrading it, does not succeed.', 1),
    ('configuration', 'Configuration', 'You need help to set something up the way you want it.', 2),
    ('unexpected_behavior', 'Unexpected behavior', 'The product does something other than what it should.', 3),
    ('performance', 'Performance', 'It works, but too slowly or with too much load.', 4),
    ('licensing', 'Licensing', 'Activation, renewal, or what a license covers.', 5),
    ('update', 'Update', 'Engines, definitions or packages are not updated.', 6),
    ('integration', 'Integration', 'Working together with another product, a script or an API.', 7),
    ('question', 'Question', 'Nothing is broken; you would like to know something.', 8);

CREATE TABLE licenses (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    product_id      TEXT NOT NULL REFERENCES products (id),
    license_key     TEXT NOT NULL,
    label           TEXT NOT NULL,
    expires_at      INTEGER
) STRICT;
CREATE INDEX licenses_by_organization ON licenses (organization_id, product_id);

CREATE TABLE cases (
    number            INTEGER PRIMARY KEY CHECK (number BETWEEN 10000000 AND 99999999),
    kind              TEXT NOT NULL CHECK (kind IN ('support', 'false_detection')),
    -- Whom it is for; none for a personal user's case.
    organization_id   TEXT REFERENCES organizations (id),
    -- Whose member filed it; none for a personal user's case.
    filed_from        TEXT REFERENCES organizations (id),
    -- Whether the two differ: what lists are scoped by. Not generated, or no index on it would cover a query.
    by_partner        INTEGER NOT NULL,
    submitter_id      TEXT NOT NULL REFERENCES users (id),
    product_id        TEXT NOT NULL REFERENCES products (id),
    platform_id       TEXT,
    issue_type        TEXT NOT NULL,
    severity          TEXT NOT NULL CHECK (severity IN ('s1', 's2', 's3', 's4')),
    license_id        TEXT REFERENCES licenses (id),
    license_text      TEXT,
    version           TEXT,
    subject           TEXT NOT NULL,
    description       TEXT NOT NULL,
    status            TEXT NOT NULL
        CHECK (status IN ('open', 'waiting_on_vendor', 'waiting_on_customer', 'closed')),
    -- The plan at submission, which decides the response target for good.
    support_plan      TEXT,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    closed_at         INTEGER,
    first_response_at INTEGER,
    rating_overall    INTEGER,
    rating_solution   INTEGER,
    rating_speed      INTEGER,
    rating_comment    TEXT,
    rated_at          INTEGER,
    revision          INTEGER NOT NULL DEFAULT 1,
    CHECK (by_partner = (organization_id IS DISTINCT FROM filed_from)),
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((rating_overall IS NULL) = (rated_at IS NULL))
) STRICT;
-- One trio for each way in which a list can be scoped: newest first, with all that lists are sorted by, so that
-- sorting needs the index alone; latest change first; by status, for the counts.
CREATE INDEX cases_of_organization_created ON cases (organization_id, by_partner, kind, created_at, number, status, severity,
    updated_at, product_id, submitter_id, rating_overall);
CREATE INDEX cases_of_organization_updated ON cases (organization_id, by_partner, kind, updated_at, number);
CREATE INDEX cases_of_organization_status ON cases (organization_id, by_partner, kind, status, created_at, number);
CREATE INDEX cases_of_filer_created ON cases (filed_from, by_partner, kind, created_at, number, status, severity,
    updated_at, product_id, organization_id, submitter_id, rating_overall);
CREATE INDEX cases_of_filer_updated ON cases (filed_from, by_partner, kind, updated_at, number);
CREATE INDEX cases_of_filer_status ON cases (filed_from, by_partner, kind, status, created_at, number);
CREATE INDEX cases_of_submitter_created ON cases (submitter_id, kind, created_at, number, status, severity,
    updated_at, product_id, organization_id, rating_overall);
CREATE INDEX cases_of_submitter_updated ON cases (submitter_id, kind, updated_at, number);
CREATE INDEX cases_of_submitter_status ON cases (submitter_id, kind, status, created_at, number);

CREATE TABLE case_ccs (
    case_number INTEGER NOT NULL REFERENCES cases (number),
    email       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (case_number, email)
) STRICT;

-- The history: every change of a case writes its entry in the same transaction.
CREATE TABLE case_events (
    seq         INTEGER PRIMARY KEY,
    case_number INTEGER NOT NULL REFERENCES cases (number),
    kind        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    side        TEXT NOT NULL CHECK (side IN ('customer', 'vendor')),
    -- The person; none for the vendor's people, who are known by name only.
    actor_id    TEXT REFERENCES users (id),
    actor_name  TEXT,
    text        TEXT,
    -- The status that the case changed to.
    status      TEXT,
    -- JSON: the kind's particulars (file, e-mail addresses, rating).
    payload     TEXT,
    CHECK ((actor_id IS NULL) <> (actor_name IS NULL))
) STRICT;
CREATE INDEX case_events_by_case ON case_events (case_number, seq);

CREATE TABLE escalations (
    id              TEXT PRIMARY KEY,
    case_number     INTEGER NOT NULL REFERENCES cases (number),
    state           TEXT NOT NULL CHECK (state IN ('requested', 'acknowledged', 'withdrawn')),
    by_user         TEXT NOT NULL REFERENCES users (id),
    at              INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    acknowledged_by TEXT,
    acknowledged_at INTEGER,
    note            TEXT,
    withdrawn_by    TEXT REFERENCES users (id),
    withdrawn_at    INTEGER
) STRICT;
CREATE INDEX escalations_by_case ON escalations (case_number, at);
CREATE UNIQUE INDEX escalations_one_in_force ON escalations (case_number) WHERE state <> 'withdrawn';

CREATE TABLE files (
    id           TEXT PRIMARY KEY,
    case_number  INTEGER NOT NULL REFERENCES cases (number),
    name         TEXT NOT NULL,
    size         INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    sha256       TEXT,
    batch        TEXT,
    uploaded_by  TEXT NOT NULL REFERENCES users (id),
    uploaded_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX files_by_case ON files (case_number, uploaded_at);

-- The report behind a false-detection case; its file is never handed out.
CREATE TABLE detections (
    case_number     INTEGER PRIMARY KEY REFERENCES cases (number),
    file_name       TEXT NOT NULL,
    size            INTEGER NOT NULL,
    sha256          TEXT NOT NULL,
    submission_type TEXT NOT NULL,
    verdict         TEXT NOT NULL,
    description     TEXT NOT NULL DEFAULT '',
    -- JSON: product ids.
    products        TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the token, hex. The token itself is nowhere.
    token_hash   TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_age ON sessions (created_at);

-- The answers to POSTs that carried a key, so that repeating one is safe.
CREATE TABLE idempotency_keys (
    user_id     TEXT NOT NULL REFERENCES users (id),
    key         TEXT NOT NULL,
    -- SHA-256 of method, address and body, hex.
    fingerprint TEXT NOT NULL,
    status      INTEGER NOT NULL,
    location    TEXT,
    body        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Failed sign-ins only, for the limits.
CREATE TABLE login_attempts (
    id      INTEGER PRIMARY KEY,
    -- SHA-256 of what was typed as the address, hex: it may be a mistyped password.
    address TEXT NOT NULL,
    client  TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX login_attempts_by_address ON login_attempts (address, at);
CREATE INDEX login_attempts_by_client ON login_attempts (client, at);
CREATE INDEX login_attempts_by_age ON login_attempts (at);

CREATE TABLE articles (
    id         TEXT PRIMARY KEY,
    title      TEXT NOT NULL,
    url        TEXT NOT NULL,
    body       TEXT NOT NULL,
    -- JSON: product ids.
    products   TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE sequences (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
