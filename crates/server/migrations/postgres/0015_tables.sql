-- The tables as they are for the embedded database after its first fifteen migrations; `store::dialect::migrations` says
-- how they are kept equal, and the comments there hold here, too. What is PostgreSQL's own: text is compared by its
-- bytes, whatever the database's language; what the embedded database numbers by itself is an identity; every index of
-- cases ends with the number; and the two search indexes.

CREATE TABLE organizations (
    id            TEXT COLLATE "C" PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL CHECK (kind IN ('customer', 'partner')),
    support_plan  TEXT COLLATE "C" NOT NULL,
    mdf_program   BIGINT NOT NULL DEFAULT 0,
    ai_assistance BIGINT NOT NULL DEFAULT 1,
    time_zone     TEXT COLLATE "C" NOT NULL DEFAULT 'UTC',
    revision      BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL DEFAULT '');

CREATE TABLE links (
    partner_id  TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    customer_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    kind        TEXT COLLATE "C" NOT NULL CHECK (kind IN ('partner', 'other')),
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (partner_id, customer_id)
);

CREATE TABLE users (
    id            TEXT COLLATE "C" PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    email         TEXT COLLATE "C" NOT NULL UNIQUE,
    locale        TEXT COLLATE "C" NOT NULL DEFAULT 'en-US',
    time_zone     TEXT COLLATE "C" NOT NULL DEFAULT 'UTC',
    password_hash TEXT COLLATE "C",
    last_sign_in_at BIGINT,
    created_at    BIGINT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL DEFAULT '');

CREATE TABLE roles (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id              TEXT COLLATE "C" NOT NULL,
    label           TEXT COLLATE "C" NOT NULL,
    label_key       TEXT COLLATE "C" NOT NULL,
    description     TEXT COLLATE "C" NOT NULL DEFAULT '',
    permissions     TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL DEFAULT 1,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    updated_by TEXT COLLATE "C" REFERENCES users (id),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, label_key)
);

CREATE TABLE memberships (
    user_id            TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    organization_id    TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    role               TEXT COLLATE "C" NOT NULL,
    extended_case_view BIGINT NOT NULL DEFAULT 0,
    case_view_changed_by TEXT COLLATE "C" REFERENCES users (id),
    case_view_changed_at BIGINT,
    is_default         BIGINT NOT NULL DEFAULT 0,
    created_at         BIGINT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (user_id, organization_id)
);

CREATE TABLE products (
    id       TEXT COLLATE "C" PRIMARY KEY,
    name     TEXT COLLATE "C" NOT NULL,
    featured BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL DEFAULT '');

CREATE TABLE platforms (
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    id         TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    position   BIGINT NOT NULL,
    PRIMARY KEY (product_id, id)
);

CREATE TABLE versions (
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    version    TEXT COLLATE "C" NOT NULL,
    position   BIGINT NOT NULL,
    PRIMARY KEY (product_id, version)
);

CREATE TABLE issue_types (
    id          TEXT COLLATE "C" PRIMARY KEY,
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    position    BIGINT NOT NULL
);

CREATE TABLE licenses (
    id              TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    product_id      TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    license_key     TEXT COLLATE "C" NOT NULL,
    label           TEXT COLLATE "C" NOT NULL,
    expires_at      BIGINT
);

CREATE TABLE cases (
    number            BIGINT PRIMARY KEY CHECK (number BETWEEN 10000000 AND 99999999),
    kind              TEXT COLLATE "C" NOT NULL CHECK (kind IN ('support', 'false_detection')),
    organization_id   TEXT COLLATE "C" REFERENCES organizations (id),
    filed_from        TEXT COLLATE "C" REFERENCES organizations (id),
    by_partner        BIGINT NOT NULL,
    submitter_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    product_id        TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    platform_id       TEXT COLLATE "C",
    issue_type        TEXT COLLATE "C" NOT NULL,
    severity          TEXT COLLATE "C" NOT NULL CHECK (severity IN ('s1', 's2', 's3', 's4')),
    license_id        TEXT COLLATE "C" REFERENCES licenses (id),
    license_text      TEXT COLLATE "C",
    version           TEXT COLLATE "C",
    subject           TEXT COLLATE "C" NOT NULL,
    description       TEXT COLLATE "C" NOT NULL,
    status            TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('open', 'waiting_on_vendor', 'waiting_on_customer', 'closed')),
    support_plan      TEXT COLLATE "C",
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    closed_at         BIGINT,
    first_response_at BIGINT,
    rating_overall    BIGINT,
    rating_solution   BIGINT,
    rating_speed      BIGINT,
    rating_comment    TEXT COLLATE "C",
    rated_at          BIGINT,
    revision          BIGINT NOT NULL DEFAULT 1,
    subject_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    product_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    organization_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    submitter_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    status_key BIGINT NOT NULL GENERATED ALWAYS AS (CASE status
    WHEN 'open' THEN 0 WHEN 'waiting_on_vendor' THEN 1 WHEN 'waiting_on_customer' THEN 2 ELSE 3 END) STORED,
    rating_key BIGINT NOT NULL GENERATED ALWAYS AS (COALESCE(rating_overall, 0)) STORED,
    ccs_revision BIGINT NOT NULL DEFAULT 1,
    CHECK ((by_partner = 1) = (organization_id IS DISTINCT FROM filed_from) AND by_partner IN (0, 1)),
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((rating_overall IS NULL) = (rated_at IS NULL))
);

CREATE TABLE case_ccs (
    case_number BIGINT NOT NULL REFERENCES cases (number),
    email       TEXT COLLATE "C" NOT NULL,
    position    BIGINT NOT NULL,
    PRIMARY KEY (case_number, email)
);

CREATE TABLE case_events (
    seq         BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    case_number BIGINT NOT NULL REFERENCES cases (number),
    kind        TEXT COLLATE "C" NOT NULL,
    at          BIGINT NOT NULL,
    side        TEXT COLLATE "C" NOT NULL CHECK (side IN ('customer', 'vendor')),
    actor_id    TEXT COLLATE "C" REFERENCES users (id),
    actor_name  TEXT COLLATE "C",
    text        TEXT COLLATE "C",
    status      TEXT COLLATE "C",
    payload     TEXT COLLATE "C",
    edited_at BIGINT,
    withdrawn_at BIGINT CHECK (withdrawn_at IS NULL OR text IS NULL),
    CHECK ((actor_id IS NULL) <> (actor_name IS NULL))
);

CREATE TABLE escalations (
    id              TEXT COLLATE "C" PRIMARY KEY,
    case_number     BIGINT NOT NULL REFERENCES cases (number),
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('requested', 'acknowledged', 'withdrawn')),
    by_user         TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    at              BIGINT NOT NULL,
    reason          TEXT COLLATE "C" NOT NULL,
    acknowledged_by TEXT COLLATE "C",
    acknowledged_at BIGINT,
    note            TEXT COLLATE "C",
    withdrawn_by    TEXT COLLATE "C" REFERENCES users (id),
    withdrawn_at    BIGINT
);

CREATE TABLE files (
    id           TEXT COLLATE "C" PRIMARY KEY,
    case_number  BIGINT NOT NULL REFERENCES cases (number),
    name         TEXT COLLATE "C" NOT NULL,
    size         BIGINT NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    sha256       TEXT COLLATE "C",
    batch        TEXT COLLATE "C",
    uploaded_by  TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    uploaded_at  BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash   TEXT COLLATE "C" PRIMARY KEY,
    user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT,
    opens TEXT COLLATE "C");

CREATE TABLE login_attempts (
    id      BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    address TEXT COLLATE "C" NOT NULL,
    client  TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL
);

CREATE TABLE articles (
    id         TEXT COLLATE "C" PRIMARY KEY,
    title      TEXT COLLATE "C" NOT NULL,
    url        TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    products   TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    keywords TEXT COLLATE "C" NOT NULL DEFAULT '[]');

CREATE TABLE settings (
    key   TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE article_numbers (
    number     BIGINT PRIMARY KEY,
    article_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES articles (id),
    rows       BIGINT NOT NULL
);

CREATE TABLE article_products (
    number     BIGINT NOT NULL REFERENCES article_numbers (number),
    product_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (product_id, number)
);

CREATE TABLE solved_suggestions (
    id         BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    article_id TEXT COLLATE "C" NOT NULL,
    user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    at         BIGINT NOT NULL
);

CREATE TABLE case_totals (
    place  TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (place, status)
);

CREATE TABLE case_cells (
    place           TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    product_id      TEXT COLLATE "C" NOT NULL,
    severity        TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    n               BIGINT NOT NULL,
    PRIMARY KEY (place, organization_id, product_id, severity, status)
);

CREATE TABLE changes (
    seq         BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    kind        TEXT COLLATE "C" NOT NULL CHECK (kind IN
        ('case_created', 'case_changed', 'case_gone', 'upload_finished', 'access_changed', 'session_ended')),
    case_number BIGINT,
    file_id     TEXT COLLATE "C",
    organization_id       TEXT COLLATE "C",
    other_organization_id TEXT COLLATE "C",
    user_id               TEXT COLLATE "C"
);

CREATE TABLE detections (
    case_number     BIGINT PRIMARY KEY REFERENCES cases (number),
    file_id         TEXT COLLATE "C" NOT NULL UNIQUE,
    file_name       TEXT COLLATE "C" NOT NULL,
    size            BIGINT NOT NULL,
    sha256          TEXT COLLATE "C" NOT NULL,
    submission_type TEXT COLLATE "C" NOT NULL,
    verdict         TEXT COLLATE "C" NOT NULL,
    verdict_at      BIGINT,
    description     TEXT COLLATE "C" NOT NULL DEFAULT '',
    products        TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL CHECK (source IN ('portal', 'vendor'))
);

CREATE TABLE uploads (
    id           TEXT COLLATE "C" PRIMARY KEY,
    user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    purpose      TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('case', 'false_detection')),
    case_number  BIGINT REFERENCES cases (number),
    batch        TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    size         BIGINT NOT NULL CHECK (size > 0),
    sha256       TEXT COLLATE "C",
    received     BIGINT NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    CHECK (purpose <> 'case' OR case_number IS NOT NULL)
);

CREATE TABLE service_tokens (
    id           TEXT COLLATE "C" PRIMARY KEY,
    name         TEXT COLLATE "C" NOT NULL,
    token_hash   TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    scopes TEXT COLLATE "C" NOT NULL DEFAULT '["cases","detections"]');

CREATE TABLE idempotency_keys (
    caller      TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    status      BIGINT NOT NULL,
    location    TEXT COLLATE "C",
    body        TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (caller, key)
);

CREATE TABLE outbox (
    id              BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    recipient       TEXT COLLATE "C" NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    case_number     BIGINT REFERENCES cases (number),
    subject         TEXT COLLATE "C" NOT NULL,
    text            TEXT COLLATE "C" NOT NULL,
    html            TEXT COLLATE "C" NOT NULL,
    created_at      BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    give_up_at      BIGINT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    sent_at         BIGINT,
    failed_at       BIGINT,
    last_error      TEXT COLLATE "C",
    dedup_key       TEXT COLLATE "C" NOT NULL UNIQUE,
    CHECK (sent_at IS NULL OR failed_at IS NULL)
);

CREATE TABLE invitations (
    id              TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    email           TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C" NOT NULL,
    secret_hash     TEXT COLLATE "C" NOT NULL UNIQUE,
    invited_by      TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    invited_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    UNIQUE (organization_id, email)
);

CREATE TABLE organization_events (
    seq             BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    at              BIGINT NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    by_id           TEXT COLLATE "C" NOT NULL,
    by_name         TEXT COLLATE "C" NOT NULL,
    by_email        TEXT COLLATE "C" NOT NULL,
    subject_id      TEXT COLLATE "C",
    subject_name    TEXT COLLATE "C",
    subject_email   TEXT COLLATE "C",
    role            TEXT COLLATE "C",
    changes         TEXT COLLATE "C",
    attempted       TEXT COLLATE "C",
    reason          TEXT COLLATE "C",
    search_key      TEXT COLLATE "C" NOT NULL
);

CREATE TABLE sign_ons (
    state_hash    TEXT COLLATE "C" PRIMARY KEY,
    browser_hash  TEXT COLLATE "C" NOT NULL,
    client        TEXT COLLATE "C" NOT NULL,
    provider      TEXT COLLATE "C" NOT NULL,
    nonce         TEXT COLLATE "C" NOT NULL,
    pkce_verifier TEXT COLLATE "C" NOT NULL,
    next          TEXT COLLATE "C" NOT NULL,
    expires_at    BIGINT NOT NULL
);

CREATE TABLE identities (
    issuer     TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, user_id)
);

CREATE TABLE sign_on_memberships (
    user_id         TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    issuer          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, organization_id),
    FOREIGN KEY (user_id, organization_id) REFERENCES memberships (user_id, organization_id) ON DELETE CASCADE
);

CREATE TABLE sign_on_sessions (
    token_hash TEXT COLLATE "C" PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
    provider   TEXT COLLATE "C" NOT NULL,
    id_token   TEXT COLLATE "C" NOT NULL
);

CREATE TABLE sequences (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE VIEW case_places AS
    SELECT number, 'my:' || submitter_id AS place FROM cases WHERE kind = 'support'
    UNION ALL SELECT number, 'reported:' || submitter_id FROM cases WHERE kind = 'false_detection'
    UNION ALL SELECT number, 'organization:' || organization_id FROM cases
        WHERE kind = 'support' AND by_partner = 0 AND organization_id IS NOT NULL
    UNION ALL SELECT number, 'by_partners:' || organization_id FROM cases
        WHERE kind = 'support' AND by_partner = 1 AND organization_id IS NOT NULL
    UNION ALL SELECT number, 'for_customers:' || filed_from FROM cases
        WHERE kind = 'support' AND by_partner = 1 AND filed_from IS NOT NULL
    UNION ALL SELECT number, 'for_customers_by:' || length(filed_from) || ':' || filed_from || ':' || submitter_id FROM cases
        WHERE kind = 'support' AND by_partner = 1 AND filed_from IS NOT NULL;

CREATE VIEW case_files AS
    SELECT id, case_number, name, size, content_type, sha256, batch, uploaded_by, uploaded_at FROM files
    UNION ALL
    SELECT d.file_id, d.case_number, d.file_name, d.size, 'application/octet-stream', d.sha256, NULL, c.submitter_id,
        c.created_at
    FROM detections d JOIN cases c ON c.number = d.case_number;

CREATE INDEX memberships_by_organization ON memberships (organization_id, role);
CREATE UNIQUE INDEX memberships_one_default ON memberships (user_id) WHERE is_default = 1;
CREATE INDEX licenses_by_organization ON licenses (organization_id, product_id);
CREATE INDEX case_events_by_case ON case_events (case_number, seq);
CREATE INDEX escalations_by_case ON escalations (case_number, at);
CREATE UNIQUE INDEX escalations_one_in_force ON escalations (case_number) WHERE state <> 'withdrawn';
CREATE INDEX files_by_case ON files (case_number, uploaded_at);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_age ON sessions (created_at);
CREATE INDEX login_attempts_by_address ON login_attempts (address, at);
CREATE INDEX login_attempts_by_client ON login_attempts (client, at);
CREATE INDEX login_attempts_by_age ON login_attempts (at);
CREATE INDEX files_by_batch ON files (case_number, uploaded_by, batch);
CREATE INDEX article_products_by_number ON article_products (number);
CREATE INDEX solved_suggestions_by_article ON solved_suggestions (article_id);
CREATE INDEX cases_of_organization_number ON cases (organization_id, by_partner, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_product ON cases (organization_id, by_partner, product_key, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_severity ON cases (organization_id, by_partner, severity, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_status ON cases (organization_id, by_partner, status_key, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_submitter ON cases (organization_id, by_partner, submitter_key, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_updated ON cases (organization_id, by_partner, updated_at, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_rating ON cases (organization_id, by_partner, rating_key, number) WHERE kind = 'support';
CREATE INDEX cases_of_submitter_number ON cases (submitter_id, kind, number);
CREATE INDEX cases_of_submitter_product ON cases (submitter_id, kind, product_key, number);
CREATE INDEX cases_of_submitter_severity ON cases (submitter_id, kind, severity, number);
CREATE INDEX cases_of_submitter_status ON cases (submitter_id, kind, status_key, number);
CREATE INDEX cases_of_submitter_organization ON cases (submitter_id, kind, organization_key, number);
CREATE INDEX cases_of_submitter_updated ON cases (submitter_id, kind, updated_at, number);
CREATE INDEX cases_of_submitter_rating ON cases (submitter_id, kind, rating_key, number);
CREATE INDEX cases_of_filer_number ON cases (filed_from, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_product ON cases (filed_from, product_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_severity ON cases (filed_from, severity, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_status ON cases (filed_from, status_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_organization ON cases (filed_from, organization_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_submitter ON cases (filed_from, submitter_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_updated ON cases (filed_from, updated_at, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_rating ON cases (filed_from, rating_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_number ON cases (filed_from, submitter_id, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_product ON cases (filed_from, submitter_id, product_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_severity ON cases (filed_from, submitter_id, severity, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_status ON cases (filed_from, submitter_id, status_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_organization ON cases (filed_from, submitter_id, organization_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_updated ON cases (filed_from, submitter_id, updated_at, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_rating ON cases (filed_from, submitter_id, rating_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_organization_created ON cases (organization_id, by_partner, created_at, number,
    product_id, severity, status) WHERE kind = 'support';
CREATE INDEX cases_of_organization_subject ON cases (organization_id, by_partner, subject_key, number,
    product_id, severity, status) WHERE kind = 'support';
CREATE INDEX cases_of_organization_filters ON cases (organization_id, by_partner,
    product_id, severity, status, created_at, subject_key, number) WHERE kind = 'support';
CREATE INDEX cases_of_submitter_created ON cases (submitter_id, kind, created_at, number,
    product_id, severity, status, organization_id);
CREATE INDEX cases_of_submitter_subject ON cases (submitter_id, kind, subject_key, number,
    product_id, severity, status, organization_id);
CREATE INDEX cases_of_submitter_filters ON cases (submitter_id, kind,
    product_id, severity, status, organization_id, created_at, subject_key, number);
CREATE INDEX cases_of_filer_created ON cases (filed_from, created_at, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_subject ON cases (filed_from, subject_key, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_filters ON cases (filed_from,
    product_id, severity, status, organization_id, created_at, subject_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_created ON cases (filed_from, submitter_id, created_at, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_subject ON cases (filed_from, submitter_id, subject_key, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_filters ON cases (filed_from, submitter_id,
    product_id, severity, status, organization_id, created_at, subject_key, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX uploads_by_batch ON uploads (case_number, user_id, batch);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_for_reports ON uploads (user_id) WHERE purpose = 'false_detection';
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_by_age ON outbox (created_at);
CREATE UNIQUE INDEX memberships_one_super_admin ON memberships (organization_id) WHERE role = 'super_admin';
CREATE INDEX memberships_by_name ON memberships (organization_id, name_key, user_id);
CREATE INDEX organization_events_by_time ON organization_events (organization_id, at, seq);
CREATE INDEX organization_events_by_kind ON organization_events (organization_id, kind, at, seq);
CREATE INDEX organization_events_by_actor ON organization_events (organization_id, by_id, at, seq);
CREATE INDEX organization_events_by_subject ON organization_events (organization_id, subject_id, at, seq);
CREATE INDEX sign_ons_by_age ON sign_ons (expires_at);
CREATE INDEX sign_ons_by_client ON sign_ons (client, expires_at);
CREATE INDEX identities_by_user ON identities (user_id);

CREATE FUNCTION case_counted_on_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, NEW.status, 1 FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, status) DO UPDATE SET n = case_totals.n + 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(NEW.organization_id, ''), NEW.product_id, NEW.severity, NEW.status, 1
        FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = case_cells.n + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER case_counted_on_insert AFTER INSERT ON cases
    FOR EACH ROW EXECUTE FUNCTION case_counted_on_insert();

CREATE FUNCTION case_counted_on_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, OLD.status, -1 FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, status) DO UPDATE SET n = case_totals.n - 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(OLD.organization_id, ''), OLD.product_id, OLD.severity, OLD.status, -1
        FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = case_cells.n - 1;
    RETURN OLD;
END $$;
CREATE TRIGGER case_counted_on_delete BEFORE DELETE ON cases
    FOR EACH ROW EXECUTE FUNCTION case_counted_on_delete();

CREATE FUNCTION case_counted_before_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, OLD.status, -1 FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, status) DO UPDATE SET n = case_totals.n - 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(OLD.organization_id, ''), OLD.product_id, OLD.severity, OLD.status, -1
        FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = case_cells.n - 1;
    RETURN NEW;
END $$;
CREATE TRIGGER case_counted_before_update BEFORE UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, severity, status ON cases
    FOR EACH ROW EXECUTE FUNCTION case_counted_before_update();

CREATE FUNCTION case_counted_after_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, NEW.status, 1 FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, status) DO UPDATE SET n = case_totals.n + 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(NEW.organization_id, ''), NEW.product_id, NEW.severity, NEW.status, 1
        FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = case_cells.n + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER case_counted_after_update AFTER UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, severity, status ON cases
    FOR EACH ROW EXECUTE FUNCTION case_counted_after_update();

CREATE FUNCTION journal_case_created() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, case_number, organization_id, other_organization_id, user_id)
        VALUES ('case_created', NEW.number, NEW.organization_id, NEW.filed_from, NEW.submitter_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_case_created AFTER INSERT ON cases
    FOR EACH ROW EXECUTE FUNCTION journal_case_created();

CREATE FUNCTION journal_case_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id, other_organization_id, user_id)
        VALUES ('case_gone', OLD.organization_id, OLD.filed_from, OLD.submitter_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_case_moved AFTER UPDATE OF number, kind, organization_id, filed_from, submitter_id ON cases
    FOR EACH ROW WHEN (NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.organization_id IS DISTINCT FROM OLD.organization_id
        OR NEW.filed_from IS DISTINCT FROM OLD.filed_from OR NEW.submitter_id <> OLD.submitter_id) EXECUTE FUNCTION journal_case_moved();

CREATE FUNCTION journal_case_deleted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id, other_organization_id, user_id)
        VALUES ('case_gone', OLD.organization_id, OLD.filed_from, OLD.submitter_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_case_deleted AFTER DELETE ON cases
    FOR EACH ROW EXECUTE FUNCTION journal_case_deleted();

CREATE FUNCTION journal_file() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, case_number, file_id, organization_id, other_organization_id, user_id)
        SELECT 'upload_finished', NEW.case_number, NEW.id, organization_id, filed_from, submitter_id
        FROM cases WHERE number = NEW.case_number;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_file AFTER INSERT ON files
    FOR EACH ROW EXECUTE FUNCTION journal_file();

CREATE FUNCTION journal_member_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('access_changed', NEW.user_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_member_added AFTER INSERT ON memberships
    FOR EACH ROW EXECUTE FUNCTION journal_member_added();

CREATE FUNCTION journal_member_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('access_changed', NEW.user_id);
    INSERT INTO changes (kind, user_id) SELECT 'access_changed', OLD.user_id WHERE OLD.user_id <> NEW.user_id;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_member_changed AFTER UPDATE OF user_id, organization_id, role, extended_case_view ON memberships
    FOR EACH ROW EXECUTE FUNCTION journal_member_changed();

CREATE FUNCTION journal_member_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('access_changed', OLD.user_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_member_removed AFTER DELETE ON memberships
    FOR EACH ROW EXECUTE FUNCTION journal_member_removed();

CREATE FUNCTION journal_role_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.organization_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_role_added AFTER INSERT ON roles
    FOR EACH ROW EXECUTE FUNCTION journal_role_added();

CREATE FUNCTION journal_role_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.organization_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_role_changed AFTER UPDATE OF organization_id, id, label, permissions ON roles
    FOR EACH ROW EXECUTE FUNCTION journal_role_changed();

CREATE FUNCTION journal_role_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', OLD.organization_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_role_removed AFTER DELETE ON roles
    FOR EACH ROW EXECUTE FUNCTION journal_role_removed();

CREATE FUNCTION journal_link_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.partner_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_link_added AFTER INSERT ON links
    FOR EACH ROW EXECUTE FUNCTION journal_link_added();

CREATE FUNCTION journal_link_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id, other_organization_id)
        VALUES ('access_changed', NEW.partner_id, OLD.partner_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_link_changed AFTER UPDATE ON links
    FOR EACH ROW EXECUTE FUNCTION journal_link_changed();

CREATE FUNCTION journal_link_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', OLD.partner_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_link_removed AFTER DELETE ON links
    FOR EACH ROW EXECUTE FUNCTION journal_link_removed();

CREATE FUNCTION journal_organization_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_organization_changed AFTER UPDATE OF id, name, kind, support_plan, mdf_program, ai_assistance ON organizations
    FOR EACH ROW EXECUTE FUNCTION journal_organization_changed();

CREATE FUNCTION journal_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('session_ended', OLD.user_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_session_ended AFTER DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION journal_session_ended();

CREATE FUNCTION product_named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE products SET name_key = lower(NEW.name COLLATE "C") WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER product_named AFTER INSERT ON products
    FOR EACH ROW WHEN (NEW.name_key = '') EXECUTE FUNCTION product_named();

CREATE FUNCTION product_renamed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE products SET name_key = lower(NEW.name COLLATE "C") WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER product_renamed AFTER UPDATE OF name ON products
    FOR EACH ROW WHEN (NEW.name_key <> lower(NEW.name COLLATE "C") AND octet_length(NEW.name) = length(NEW.name)) EXECUTE FUNCTION product_renamed();

CREATE FUNCTION organization_named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET name_key = lower(NEW.name COLLATE "C") WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_named AFTER INSERT ON organizations
    FOR EACH ROW WHEN (NEW.name_key = '') EXECUTE FUNCTION organization_named();

CREATE FUNCTION organization_renamed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET name_key = lower(NEW.name COLLATE "C") WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_renamed AFTER UPDATE OF name ON organizations
    FOR EACH ROW WHEN (NEW.name_key <> lower(NEW.name COLLATE "C") AND octet_length(NEW.name) = length(NEW.name)) EXECUTE FUNCTION organization_renamed();

CREATE FUNCTION user_named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE users SET name_key = lower(NEW.name COLLATE "C") WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER user_named AFTER INSERT ON users
    FOR EACH ROW WHEN (NEW.name_key = '') EXECUTE FUNCTION user_named();

CREATE FUNCTION user_renamed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE users SET name_key = lower(NEW.name COLLATE "C") WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER user_renamed AFTER UPDATE OF name ON users
    FOR EACH ROW WHEN (NEW.name_key <> lower(NEW.name COLLATE "C") AND octet_length(NEW.name) = length(NEW.name)) EXECUTE FUNCTION user_renamed();

CREATE FUNCTION product_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM settings WHERE key = 'case_keys') THEN
        UPDATE cases SET product_key = NEW.name_key WHERE product_id = NEW.id AND product_key <> NEW.name_key;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER product_key_changed AFTER UPDATE OF name_key ON products
    FOR EACH ROW WHEN (NEW.name_key <> OLD.name_key) EXECUTE FUNCTION product_key_changed();

CREATE FUNCTION organization_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM settings WHERE key = 'case_keys') THEN
        UPDATE cases SET organization_key = NEW.name_key WHERE organization_id = NEW.id AND organization_key <> NEW.name_key;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_key_changed AFTER UPDATE OF name_key ON organizations
    FOR EACH ROW WHEN (NEW.name_key <> OLD.name_key) EXECUTE FUNCTION organization_key_changed();

CREATE FUNCTION user_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM settings WHERE key = 'case_keys') THEN
        UPDATE cases SET submitter_key = NEW.name_key WHERE submitter_id = NEW.id AND submitter_key <> NEW.name_key;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER user_key_changed AFTER UPDATE OF name_key ON users
    FOR EACH ROW WHEN (NEW.name_key <> OLD.name_key) EXECUTE FUNCTION user_key_changed();

CREATE FUNCTION journal_case_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes (kind, case_number, organization_id, other_organization_id, user_id)
        VALUES ('case_changed', NEW.number, NEW.organization_id, NEW.filed_from, NEW.submitter_id);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_case_changed AFTER UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id,
    product_id, platform_id, issue_type, severity, license_id, license_text, version, subject, description, status,
    support_plan, created_at, updated_at, closed_at, first_response_at, rating_overall, rating_solution, rating_speed,
    rating_comment, rated_at, revision, ccs_revision ON cases
    FOR EACH ROW EXECUTE FUNCTION journal_case_changed();

CREATE FUNCTION member_named() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE memberships SET name_key = (SELECT name_key FROM users WHERE id = NEW.user_id)
        WHERE user_id = NEW.user_id AND organization_id = NEW.organization_id;
    RETURN NULL;
END $$;
CREATE TRIGGER member_named AFTER INSERT ON memberships
    FOR EACH ROW EXECUTE FUNCTION member_named();

CREATE FUNCTION member_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE memberships SET name_key = NEW.name_key WHERE user_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER member_key_changed AFTER UPDATE OF name_key ON users
    FOR EACH ROW WHEN (NEW.name_key <> OLD.name_key) EXECUTE FUNCTION member_key_changed();

CREATE FUNCTION revision_member_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.organization_id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_member_added AFTER INSERT ON memberships
    FOR EACH ROW EXECUTE FUNCTION revision_member_added();

CREATE FUNCTION revision_member_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.organization_id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_member_changed AFTER UPDATE OF role, extended_case_view ON memberships
    FOR EACH ROW EXECUTE FUNCTION revision_member_changed();

CREATE FUNCTION revision_member_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = OLD.organization_id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_member_removed AFTER DELETE ON memberships
    FOR EACH ROW EXECUTE FUNCTION revision_member_removed();

CREATE FUNCTION revision_role_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.organization_id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_role_changed AFTER UPDATE OF label, permissions ON roles
    FOR EACH ROW EXECUTE FUNCTION revision_role_changed();

CREATE FUNCTION revision_link_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.partner_id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_link_added AFTER INSERT ON links
    FOR EACH ROW EXECUTE FUNCTION revision_link_added();

CREATE FUNCTION revision_link_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id IN (NEW.partner_id, OLD.partner_id);
    RETURN NULL;
END $$;
CREATE TRIGGER revision_link_changed AFTER UPDATE ON links
    FOR EACH ROW EXECUTE FUNCTION revision_link_changed();

CREATE FUNCTION revision_link_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = OLD.partner_id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_link_removed AFTER DELETE ON links
    FOR EACH ROW EXECUTE FUNCTION revision_link_removed();

CREATE FUNCTION revision_organization_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER revision_organization_changed AFTER UPDATE OF name, kind, support_plan, mdf_program, ai_assistance ON organizations
    FOR EACH ROW EXECUTE FUNCTION revision_organization_changed();

CREATE FUNCTION organization_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'Event History is only added to';
END $$;
CREATE TRIGGER organization_events_stay AFTER UPDATE ON organization_events
    FOR EACH ROW EXECUTE FUNCTION organization_events_stay();

CREATE FUNCTION organization_events_stay_there() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'Event History is only added to';
END $$;
CREATE TRIGGER organization_events_stay_there BEFORE DELETE ON organization_events
    FOR EACH ROW EXECUTE FUNCTION organization_events_stay_there();

CREATE FUNCTION invitation_mail_sent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE outbox SET text = '', html = '' WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER invitation_mail_sent AFTER UPDATE OF sent_at ON outbox
    FOR EACH ROW WHEN (NEW.kind = 'invitation' AND NEW.sent_at IS NOT NULL AND NEW.text <> '') EXECUTE FUNCTION invitation_mail_sent();

CREATE FUNCTION invitation_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE outbox SET text = '', html = '' WHERE dedup_key = 'invitation ' || OLD.secret_hash;
    RETURN NULL;
END $$;
CREATE TRIGGER invitation_gone AFTER DELETE ON invitations
    FOR EACH ROW EXECUTE FUNCTION invitation_gone();

CREATE FUNCTION invitation_replaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE outbox SET text = '', html = '' WHERE dedup_key = 'invitation ' || OLD.secret_hash;
    RETURN NULL;
END $$;
CREATE TRIGGER invitation_replaced AFTER UPDATE OF secret_hash ON invitations
    FOR EACH ROW WHEN (NEW.secret_hash <> OLD.secret_hash) EXECUTE FUNCTION invitation_replaced();

INSERT INTO issue_types (id, name, description, position) VALUES
    ('installation', 'Installation', 'Setting the product up, or upgrading it, does not succeed.', 1),
    ('configuration', 'Configuration', 'You need help to set something up the way you want it.', 2),
    ('unexpected_behavior', 'Unexpected behavior', 'The product does something other than what it should.', 3),
    ('performance', 'Performance', 'It works, but too slowly or with too much load.', 4),
    ('licensing', 'Licensing', 'Activation, renewal, or what a license covers.', 5),
    ('update', 'Update', 'Engines, definitions or packages are not updated.', 6),
    ('integration', 'Integration', 'Working together with another product, a script or an API.', 7),
    ('question', 'Question', 'Nothing is broken; you would like to know something.', 8);


-- Which database a place in the journal belongs to.
INSERT INTO settings (key, value) VALUES ('journal', substr(md5(random()::text || clock_timestamp()::text), 1, 12));

-- Servers that follow the journal are told that it has grown; once, when the transaction that wrote is committed.
CREATE FUNCTION journal_grew() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_notify('caseport_changes', '');
    RETURN NULL;
END $$;
CREATE TRIGGER journal_grew AFTER INSERT ON changes FOR EACH STATEMENT EXECUTE FUNCTION journal_grew();

CREATE TRIGGER organization_events_stay_all BEFORE TRUNCATE ON organization_events
    FOR EACH STATEMENT EXECUTE FUNCTION organization_events_stay();

-- Every three characters in a row of the folded subjects, as the embedded database's index has them: in any script, and
-- whatever the database takes for a letter.
CREATE FUNCTION threes(what TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(DISTINCT substr(what, place, 3)), '{}')
    FROM generate_series(1, length(what) - 2) AS place
$$;
CREATE INDEX cases_by_threes ON cases USING gin (threes(subject_key));

-- The knowledge base's index: row `number * 1024` holds title and keywords, the rows behind it a passage each. The words
-- are stems, made by the program; `length` is how many words the row has in all.
CREATE TABLE article_rows (
    id       BIGINT PRIMARY KEY,
    number   BIGINT NOT NULL,
    title    TEXT COLLATE "C" NOT NULL,
    keywords TEXT COLLATE "C" NOT NULL,
    heading  TEXT COLLATE "C" NOT NULL,
    passage  TEXT COLLATE "C" NOT NULL,
    words    TSVECTOR NOT NULL,
    length   BIGINT NOT NULL
);
CREATE INDEX article_rows_by_words ON article_rows USING gin (words);
CREATE INDEX article_rows_by_number ON article_rows (number);

-- What the embedded database brings along.
CREATE FUNCTION instr(text, text) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT strpos($1, $2)::bigint $$;
CREATE FUNCTION json_each(text) RETURNS TABLE (key BIGINT, value TEXT) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
    SELECT place - 1, item FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS items (item, place)
$$;
-- A value that no index is used for.
CREATE FUNCTION itself(text) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1 || '' $$;
CREATE OPERATOR + (RIGHTARG = text, FUNCTION = itself);

-- Who works on something that two servers must not work on at once; see `store::turns`. Not worth keeping in a crash.
CREATE UNLOGGED TABLE turns (
    name   TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    until  TIMESTAMPTZ NOT NULL
);
