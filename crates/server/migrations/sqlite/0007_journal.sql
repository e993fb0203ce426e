-- What changed, in order: written by the triggers below in the transaction of the change itself, so that no way of
-- changing something can forget it. It tells streams what to look at, never what they may show: that is asked anew each
-- time. The oldest entries are removed by the program; the last one stays, so that places in it never come again.
CREATE TABLE changes (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL CHECK (kind IN
        ('case_created', 'case_changed', 'case_gone', 'upload_finished', 'access_changed', 'session_ended')),
    case_number INTEGER,
    file_id     TEXT,
    -- Whom it may concern: these organizations' members, and this person.
    organization_id       TEXT,
    other_organization_id TEXT,
    user_id               TEXT
) STRICT;

-- Which database a place in the journal belongs to.
INSERT INTO settings (key, value) VALUES ('journal', lower(hex(randomblob(6))));

CREATE TRIGGER journal_case_created AFTER INSERT ON cases BEGIN
    INSERT INTO changes (kind, case_number, organization_id, other_organization_id, user_id)
        VALUES ('case_created', NEW.number, NEW.organization_id, NEW.filed_from, NEW.submitter_id);
END;
-- Every column but the keys, which follow names and subjects. A test compares.
CREATE TRIGGER journal_case_changed AFTER UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id,
    product_id, platform_id, issue_type, severity, license_id, license_text, version, subject, description, status,
    support_plan, created_at, updated_at, closed_at, first_response_at, rating_overall, rating_solution, rating_speed,
    rating_comment, rated_at, revision ON cases BEGIN
    INSERT INTO changes (kind, case_number, organization_id, other_organization_id, user_id)
        VALUES ('case_changed', NEW.number, NEW.organization_id, NEW.filed_from, NEW.submitter_id);
END;
-- Lists that have it no more: those who had it look anew, and are not told what it was.
CREATE TRIGGER journal_case_moved AFTER UPDATE OF number, kind, organization_id, filed_from, submitter_id ON cases
    WHEN NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.organization_id IS DISTINCT FROM OLD.organization_id
        OR NEW.filed_from IS DISTINCT FROM OLD.filed_from OR NEW.submitter_id <> OLD.submitter_id BEGIN
    INSERT INTO changes (kind, organization_id, other_organization_id, user_id)
        VALUES ('case_gone', OLD.organization_id, OLD.filed_from, OLD.submitter_id);
END;
CREATE TRIGGER journal_case_deleted AFTER DELETE ON cases BEGIN
    INSERT INTO changes (kind, organization_id, other_organization_id, user_id)
        VALUES ('case_gone', OLD.organization_id, OLD.filed_from, OLD.submitter_id);
END;

CREATE TRIGGER journal_file AFTER INSERT ON files BEGIN
    INSERT INTO changes (kind, case_number, file_id, organization_id, other_organization_id, user_id)
        SELECT 'upload_finished', NEW.case_number, NEW.id, organization_id, filed_from, submitter_id
        FROM cases WHERE number = NEW.case_number;
END;

-- All that `store::access` reads of somebody's standing, but what cases do to it: those have entries of their own.
CREATE TRIGGER journal_member_added AFTER INSERT ON memberships BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('access_changed', NEW.user_id);
END;
CREATE TRIGGER journal_member_changed AFTER UPDATE OF user_id, organization_id, role, extended_case_view ON memberships BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('access_changed', NEW.user_id);
    INSERT INTO changes (kind, user_id) SELECT 'access_changed', OLD.user_id WHERE OLD.user_id <> NEW.user_id;
END;
CREATE TRIGGER journal_member_removed AFTER DELETE ON memberships BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('access_changed', OLD.user_id);
END;
CREATE TRIGGER journal_role_added AFTER INSERT ON roles BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.organization_id);
END;
CREATE TRIGGER journal_role_changed AFTER UPDATE OF organization_id, id, label, permissions ON roles BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.organization_id);
END;
CREATE TRIGGER journal_role_removed AFTER DELETE ON roles BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', OLD.organization_id);
END;
CREATE TRIGGER journal_link_added AFTER INSERT ON links BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.partner_id);
END;
CREATE TRIGGER journal_link_changed AFTER UPDATE ON links BEGIN
    INSERT INTO changes (kind, organization_id, other_organization_id)
        VALUES ('access_changed', NEW.partner_id, OLD.partner_id);
END;
CREATE TRIGGER journal_link_removed AFTER DELETE ON links BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', OLD.partner_id);
END;
CREATE TRIGGER journal_organization_changed AFTER UPDATE OF id, name, kind, support_plan, mdf_program, ai_assistance ON organizations BEGIN
    INSERT INTO changes (kind, organization_id) VALUES ('access_changed', NEW.id);
END;

CREATE TRIGGER journal_session_ended AFTER DELETE ON sessions BEGIN
    INSERT INTO changes (kind, user_id) VALUES ('session_ended', OLD.user_id);
END;
