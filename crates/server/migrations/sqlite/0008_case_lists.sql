-- Names' keys. A name in ASCII is folded at once, whoever writes it; any other waits for whoever writes its key, or for
-- the store to be opened next.
DROP TRIGGER product_named;
DROP TRIGGER product_renamed;
DROP TRIGGER product_key_changed;
DROP TRIGGER organization_named;
DROP TRIGGER organization_renamed;
DROP TRIGGER organization_key_changed;
DROP TRIGGER user_named;
DROP TRIGGER user_renamed;
DROP TRIGGER user_key_changed;

CREATE TRIGGER product_named AFTER INSERT ON products WHEN NEW.name_key = '' BEGIN
    UPDATE products SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER product_renamed AFTER UPDATE OF name ON products
    WHEN NEW.name_key <> lower(NEW.name) AND NEW.name NOT GLOB '*[^' || char(1) || '-' || char(127) || ']*' BEGIN
    UPDATE products SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER organization_named AFTER INSERT ON organizations WHEN NEW.name_key = '' BEGIN
    UPDATE organizations SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER organization_renamed AFTER UPDATE OF name ON organizations
    WHEN NEW.name_key <> lower(NEW.name) AND NEW.name NOT GLOB '*[^' || char(1) || '-' || char(127) || ']*' BEGIN
    UPDATE organizations SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER user_named AFTER INSERT ON users WHEN NEW.name_key = '' BEGIN
    UPDATE users SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER user_renamed AFTER UPDATE OF name ON users
    WHEN NEW.name_key <> lower(NEW.name) AND NEW.name NOT GLOB '*[^' || char(1) || '-' || char(127) || ']*' BEGIN
    UPDATE users SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;

-- Keys on their way to the cases; not while the program makes all of them.
CREATE TRIGGER product_key_changed AFTER UPDATE OF name_key ON products
    WHEN NEW.name_key <> OLD.name_key AND EXISTS (SELECT 1 FROM settings WHERE key = 'case_keys') BEGIN
    UPDATE cases SET product_key = NEW.name_key WHERE product_id = NEW.id AND product_key <> NEW.name_key;
END;
CREATE TRIGGER organization_key_changed AFTER UPDATE OF name_key ON organizations
    WHEN NEW.name_key <> OLD.name_key AND EXISTS (SELECT 1 FROM settings WHERE key = 'case_keys') BEGIN
    UPDATE cases SET organization_key = NEW.name_key WHERE organization_id = NEW.id AND organization_key <> NEW.name_key;
END;
CREATE TRIGGER user_key_changed AFTER UPDATE OF name_key ON users
    WHEN NEW.name_key <> OLD.name_key AND EXISTS (SELECT 1 FROM settings WHERE key = 'case_keys') BEGIN
    UPDATE cases SET submitter_key = NEW.name_key WHERE submitter_id = NEW.id AND submitter_key <> NEW.name_key;
END;

-- What lists are narrowed by, in the indexes of the two orders that are asked for most: rows that do not match are passed
-- over without being looked at. And an index that has the rows of a cell (see `case_cells`) together, with all that is
-- asked of them.

DROP INDEX cases_of_organization_created;
DROP INDEX cases_of_organization_subject;
CREATE INDEX cases_of_organization_created ON cases (organization_id, by_partner, created_at, number,
    product_id, severity, status) WHERE kind = 'support';
CREATE INDEX cases_of_organization_subject ON cases (organization_id, by_partner, subject_key, number,
    product_id, severity, status) WHERE kind = 'support';
CREATE INDEX cases_of_organization_filters ON cases (organization_id, by_partner,
    product_id, severity, status, created_at, subject_key) WHERE kind = 'support';

DROP INDEX cases_of_submitter_created;
DROP INDEX cases_of_submitter_subject;
CREATE INDEX cases_of_submitter_created ON cases (submitter_id, kind, created_at, number,
    product_id, severity, status, organization_id);
CREATE INDEX cases_of_submitter_subject ON cases (submitter_id, kind, subject_key, number,
    product_id, severity, status, organization_id);
CREATE INDEX cases_of_submitter_filters ON cases (submitter_id, kind,
    product_id, severity, status, organization_id, created_at, subject_key);

DROP INDEX cases_of_filer_created;
DROP INDEX cases_of_filer_subject;
CREATE INDEX cases_of_filer_created ON cases (filed_from, created_at, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_subject ON cases (filed_from, subject_key, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_filters ON cases (filed_from,
    product_id, severity, status, organization_id, created_at, subject_key) WHERE kind = 'support' AND by_partner = 1;

DROP INDEX cases_of_filing_user_created;
DROP INDEX cases_of_filing_user_subject;
CREATE INDEX cases_of_filing_user_created ON cases (filed_from, submitter_id, created_at, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_subject ON cases (filed_from, submitter_id, subject_key, number,
    product_id, severity, status, organization_id) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_filters ON cases (filed_from, submitter_id,
    product_id, severity, status, organization_id, created_at, subject_key) WHERE kind = 'support' AND by_partner = 1;
