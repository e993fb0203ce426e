-- "Has this person filed a case for a customer here?" is asked with every request; without this it looks through all
-- of the person's cases, or all of the organization's.
CREATE INDEX cases_for_customers ON cases (filed_from, submitter_id, kind, created_at, number) WHERE by_partner = 1;
