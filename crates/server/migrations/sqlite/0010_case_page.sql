-- What is done on a case's page, and what the vendor's systems may do.

-- The revision at which the CC's changed last: whatever else happened since is no conflict for whoever edits them.
DROP TRIGGER journal_case_changed;
ALTER TABLE cases ADD COLUMN ccs_revision INTEGER NOT NULL DEFAULT 1;
UPDATE cases SET ccs_revision = revision
    WHERE number IN (SELECT case_number FROM case_events WHERE kind IN ('ccs_added', 'ccs_removed'));
-- Every column but the keys, which follow names and subjects. A test compares.
CREATE TRIGGER journal_case_changed AFTER UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id,
    product_id, platform_id, issue_type, severity, license_id, license_text, version, subject, description, status,
    support_plan, created_at, updated_at, closed_at, first_response_at, rating_overall, rating_solution, rating_speed,
    rating_comment, rated_at, revision, ccs_revision ON cases BEGIN
    INSERT INTO changes (kind, case_number, organization_id, other_organization_id, user_id)
        VALUES ('case_changed', NEW.number, NEW.organization_id, NEW.filed_from, NEW.submitter_id);
END;

-- A comment that its author changed; one that was taken back keeps its place and has no text.
ALTER TABLE case_events ADD COLUMN edited_at INTEGER;
ALTER TABLE case_events ADD COLUMN withdrawn_at INTEGER CHECK (withdrawn_at IS NULL OR text IS NULL);

-- JSON: what a token opens. Those of before scopes opened everything.
ALTER TABLE service_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '["cases","detections"]';
