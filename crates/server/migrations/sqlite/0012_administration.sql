-- My Organization: lists of members by name, exactly one Super Admin, invitations, and Event History.

ALTER TABLE roles ADD COLUMN updated_by TEXT REFERENCES users (id);

-- That there is one is the program's care: the role is passed on in one transaction, and goes no other way.
CREATE UNIQUE INDEX memberships_one_super_admin ON memberships (organization_id) WHERE role = 'super_admin';

-- The member's name as lists compare it, so that an index has the order.
ALTER TABLE memberships ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE memberships SET name_key = COALESCE((SELECT name_key FROM users WHERE id = user_id), '');
CREATE INDEX memberships_by_name ON memberships (organization_id, name_key, user_id);
CREATE TRIGGER member_named AFTER INSERT ON memberships BEGIN
    UPDATE memberships SET name_key = (SELECT name_key FROM users WHERE id = NEW.user_id)
        WHERE user_id = NEW.user_id AND organization_id = NEW.organization_id;
END;
CREATE TRIGGER member_key_changed AFTER UPDATE OF name_key ON users WHEN NEW.name_key <> OLD.name_key BEGIN
    UPDATE memberships SET name_key = NEW.name_key WHERE user_id = NEW.id;
END;

-- `revision` grows with every change of what members may do.
CREATE TRIGGER revision_member_added AFTER INSERT ON memberships BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.organization_id;
END;
CREATE TRIGGER revision_member_changed AFTER UPDATE OF role, extended_case_view ON memberships BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.organization_id;
END;
CREATE TRIGGER revision_member_removed AFTER DELETE ON memberships BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = OLD.organization_id;
END;
CREATE TRIGGER revision_role_changed AFTER UPDATE OF label, permissions ON roles BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.organization_id;
END;
CREATE TRIGGER revision_link_added AFTER INSERT ON links BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.partner_id;
END;
CREATE TRIGGER revision_link_changed AFTER UPDATE ON links BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id IN (NEW.partner_id, OLD.partner_id);
END;
CREATE TRIGGER revision_link_removed AFTER DELETE ON links BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = OLD.partner_id;
END;
CREATE TRIGGER revision_organization_changed AFTER UPDATE OF name, kind, support_plan, mdf_program, ai_assistance ON organizations BEGIN
    UPDATE organizations SET revision = revision + 1 WHERE id = NEW.id;
END;

-- Those that are open, or have expired and were not taken back. One that was accepted, taken back or replaced is gone:
-- Event History remembers it.
CREATE TABLE invitations (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- Lower case.
    email           TEXT NOT NULL,
    -- A built-in role's key or a custom role's id.
    role            TEXT NOT NULL,
    -- SHA-256 of the secret, hex. The secret itself is in the e-mail only.
    secret_hash     TEXT NOT NULL UNIQUE,
    invited_by      TEXT NOT NULL REFERENCES users (id),
    invited_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    UNIQUE (organization_id, email)
) STRICT;

-- Event History. People are named as they were called then.
CREATE TABLE organization_events (
    seq             INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    at              INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    by_id           TEXT NOT NULL,
    by_name         TEXT NOT NULL,
    by_email        TEXT NOT NULL,
    -- None where it was done to no person; the id alone where it was no member.
    subject_id      TEXT,
    subject_name    TEXT,
    subject_email   TEXT,
    role            TEXT,
    -- JSON: what changed.
    changes         TEXT,
    -- Of what was refused: what it would have been, and why it was not done.
    attempted       TEXT,
    reason          TEXT,
    -- All that is searched for, folded.
    search_key      TEXT NOT NULL
) STRICT;
CREATE INDEX organization_events_by_time ON organization_events (organization_id, at, seq);
CREATE INDEX organization_events_by_kind ON organization_events (organization_id, kind, at, seq);
CREATE INDEX organization_events_by_actor ON organization_events (organization_id, by_id, at, seq);
CREATE INDEX organization_events_by_subject ON organization_events (organization_id, subject_id, at, seq);
CREATE TRIGGER organization_events_stay AFTER UPDATE ON organization_events BEGIN
    SELECT RAISE(ABORT, 'Event History is only added to');
END;
CREATE TRIGGER organization_events_stay_there BEFORE DELETE ON organization_events BEGIN
    SELECT RAISE(ABORT, 'Event History is only added to');
END;
-- `INSERT OR REPLACE` deletes without telling the trigger above.
CREATE TRIGGER organization_events_are_not_replaced BEFORE INSERT ON organization_events
    WHEN EXISTS (SELECT 1 FROM organization_events WHERE seq = NEW.seq) BEGIN
    SELECT RAISE(ABORT, 'Event History is only added to');
END;
