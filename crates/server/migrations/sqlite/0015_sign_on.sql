-- Signing in at identity providers, by OpenID Connect. Tables only: a server of the version before works beside it, and what it
-- deletes takes with it what hangs on it here.

-- Sign-ins under way, for minutes. Any server may finish one, once.
CREATE TABLE sign_ons (
    -- SHA-256 of the parameter `state`, hex.
    state_hash    TEXT PRIMARY KEY,
    -- The same of the cookie of the browser that began it.
    browser_hash  TEXT NOT NULL,
    -- From where it was begun, to bound how many there are.
    client        TEXT NOT NULL,
    provider      TEXT NOT NULL,
    nonce         TEXT NOT NULL,
    pkce_verifier TEXT NOT NULL,
    -- The address of the app to go on to.
    next          TEXT NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ons_by_age ON sign_ons (expires_at);
CREATE INDEX sign_ons_by_client ON sign_ons (client, expires_at);

-- Whom a provider means by a subject.
CREATE TABLE identities (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, user_id)
) STRICT;
CREATE INDEX identities_by_user ON identities (user_id);

-- Memberships that single sign-on has given, and may take back.
CREATE TABLE sign_on_memberships (
    user_id         TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    PRIMARY KEY (user_id, organization_id),
    FOREIGN KEY (user_id, organization_id) REFERENCES memberships (user_id, organization_id) ON DELETE CASCADE
) STRICT;

-- What signing out needs to tell the provider.
CREATE TABLE sign_on_sessions (
    token_hash TEXT PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
    provider   TEXT NOT NULL,
    id_token   TEXT NOT NULL
) STRICT;
