-- Lists at any size: sort keys on the case's own row, an index for every tab and order, counters, and a search index.
-- Keys and index are filled by the program where they are missing or of another form (see the setting `case_keys`):
-- SQL cannot fold what people write.

-- Names as lists compare them: folded by the program. The triggers below are for what forgets: ASCII is folded at once,
-- the rest when the store is opened next.
ALTER TABLE products ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE organizations ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

ALTER TABLE cases ADD COLUMN subject_key TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN product_key TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN organization_key TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN submitter_key TEXT NOT NULL DEFAULT '';
-- The order of handling.
ALTER TABLE cases ADD COLUMN status_key INTEGER NOT NULL GENERATED ALWAYS AS (CASE status
    WHEN 'open' THEN 0 WHEN 'waiting_on_vendor' THEN 1 WHEN 'waiting_on_customer' THEN 2 ELSE 3 END) VIRTUAL;
ALTER TABLE cases ADD COLUMN rating_key INTEGER NOT NULL GENERATED ALWAYS AS (COALESCE(rating_overall, 0)) VIRTUAL;

-- One group for each way in which a list can be scoped, one index for each order. Ties go by number, which is in every
-- index anyway. An order that is the same for all the rows of a scope is by number.
DROP INDEX cases_of_organization_created;
DROP INDEX cases_of_organization_updated;
DROP INDEX cases_of_organization_status;
DROP INDEX cases_of_filer_created;
DROP INDEX cases_of_filer_updated;
DROP INDEX cases_of_filer_status;
DROP INDEX cases_of_submitter_created;
DROP INDEX cases_of_submitter_updated;
DROP INDEX cases_of_submitter_status;
DROP INDEX cases_for_customers;

CREATE INDEX cases_of_organization_number ON cases (organization_id, by_partner, number) WHERE kind = 'support';
CREATE INDEX cases_of_organization_subject ON cases (organization_id, by_partner, subject_key) WHERE kind = 'support';
CREATE INDEX cases_of_organization_product ON cases (organization_id, by_partner, product_key) WHERE kind = 'support';
CREATE INDEX cases_of_organization_severity ON cases (organization_id, by_partner, severity) WHERE kind = 'support';
CREATE INDEX cases_of_organization_status ON cases (organization_id, by_partner, status_key) WHERE kind = 'support';
CREATE INDEX cases_of_organization_submitter ON cases (organization_id, by_partner, submitter_key) WHERE kind = 'support';
CREATE INDEX cases_of_organization_created ON cases (organization_id, by_partner, created_at) WHERE kind = 'support';
CREATE INDEX cases_of_organization_updated ON cases (organization_id, by_partner, updated_at) WHERE kind = 'support';
CREATE INDEX cases_of_organization_rating ON cases (organization_id, by_partner, rating_key) WHERE kind = 'support';

CREATE INDEX cases_of_submitter_number ON cases (submitter_id, kind, number);
CREATE INDEX cases_of_submitter_subject ON cases (submitter_id, kind, subject_key);
CREATE INDEX cases_of_submitter_product ON cases (submitter_id, kind, product_key);
CREATE INDEX cases_of_submitter_severity ON cases (submitter_id, kind, severity);
CREATE INDEX cases_of_submitter_status ON cases (submitter_id, kind, status_key);
CREATE INDEX cases_of_submitter_organization ON cases (submitter_id, kind, organization_key);
CREATE INDEX cases_of_submitter_created ON cases (submitter_id, kind, created_at);
CREATE INDEX cases_of_submitter_updated ON cases (submitter_id, kind, updated_at);
CREATE INDEX cases_of_submitter_rating ON cases (submitter_id, kind, rating_key);

CREATE INDEX cases_of_filer_number ON cases (filed_from, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_subject ON cases (filed_from, subject_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_product ON cases (filed_from, product_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_severity ON cases (filed_from, severity) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_status ON cases (filed_from, status_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_organization ON cases (filed_from, organization_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_submitter ON cases (filed_from, submitter_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_created ON cases (filed_from, created_at) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_updated ON cases (filed_from, updated_at) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filer_rating ON cases (filed_from, rating_key) WHERE kind = 'support' AND by_partner = 1;

CREATE INDEX cases_of_filing_user_number ON cases (filed_from, submitter_id, number) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_subject ON cases (filed_from, submitter_id, subject_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_product ON cases (filed_from, submitter_id, product_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_severity ON cases (filed_from, submitter_id, severity) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_status ON cases (filed_from, submitter_id, status_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_organization ON cases (filed_from, submitter_id, organization_key) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_created ON cases (filed_from, submitter_id, created_at) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_updated ON cases (filed_from, submitter_id, updated_at) WHERE kind = 'support' AND by_partner = 1;
CREATE INDEX cases_of_filing_user_rating ON cases (filed_from, submitter_id, rating_key) WHERE kind = 'support' AND by_partner = 1;

-- The lists that a case is in, by name: what `store::scope` says of a scope, once more in SQL, for the counters. A test
-- recounts.
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

-- How many cases a list holds, by status: what tabs show.
CREATE TABLE case_totals (
    place  TEXT NOT NULL,
    status TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (place, status)
) STRICT, WITHOUT ROWID;

-- The same by all that lists are narrowed to but words and dates.
CREATE TABLE case_cells (
    place           TEXT NOT NULL,
    -- Empty where there is none.
    organization_id TEXT NOT NULL,
    product_id      TEXT NOT NULL,
    severity        TEXT NOT NULL,
    status          TEXT NOT NULL,
    n               INTEGER NOT NULL,
    PRIMARY KEY (place, organization_id, product_id, severity, status)
) STRICT, WITHOUT ROWID;

INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
    SELECT p.place, COALESCE(c.organization_id, ''), c.product_id, c.severity, c.status, COUNT(*)
    FROM case_places p JOIN cases c ON c.number = p.number GROUP BY 1, 2, 3, 4, 5;
INSERT INTO case_totals (place, status, n) SELECT place, status, SUM(n) FROM case_cells GROUP BY place, status;

CREATE TRIGGER case_counted_on_insert AFTER INSERT ON cases BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, NEW.status, 1 FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, status) DO UPDATE SET n = n + 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(NEW.organization_id, ''), NEW.product_id, NEW.severity, NEW.status, 1
        FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER case_counted_on_delete BEFORE DELETE ON cases BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, OLD.status, -1 FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, status) DO UPDATE SET n = n - 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(OLD.organization_id, ''), OLD.product_id, OLD.severity, OLD.status, -1
        FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = n - 1;
END;
CREATE TRIGGER case_counted_before_update BEFORE UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, severity, status ON cases BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, OLD.status, -1 FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, status) DO UPDATE SET n = n - 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(OLD.organization_id, ''), OLD.product_id, OLD.severity, OLD.status, -1
        FROM case_places WHERE number = OLD.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = n - 1;
END;
CREATE TRIGGER case_counted_after_update AFTER UPDATE OF number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, severity, status ON cases BEGIN
    INSERT INTO case_totals (place, status, n)
        SELECT place, NEW.status, 1 FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, status) DO UPDATE SET n = n + 1;
    INSERT INTO case_cells (place, organization_id, product_id, severity, status, n)
        SELECT place, COALESCE(NEW.organization_id, ''), NEW.product_id, NEW.severity, NEW.status, 1
        FROM case_places WHERE number = NEW.number
        ON CONFLICT (place, organization_id, product_id, severity, status) DO UPDATE SET n = n + 1;
END;

-- Names that change, or come, without their key; and keys on their way to the cases.
CREATE TRIGGER product_named AFTER INSERT ON products WHEN NEW.name_key = '' BEGIN
    UPDATE products SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER product_renamed AFTER UPDATE OF name ON products WHEN NEW.name <> OLD.name AND NEW.name_key = OLD.name_key BEGIN
    UPDATE products SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER product_key_changed AFTER UPDATE OF name_key ON products WHEN NEW.name_key <> OLD.name_key BEGIN
    UPDATE cases SET product_key = NEW.name_key WHERE product_id = NEW.id AND product_key <> NEW.name_key;
END;
CREATE TRIGGER organization_named AFTER INSERT ON organizations WHEN NEW.name_key = '' BEGIN
    UPDATE organizations SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER organization_renamed AFTER UPDATE OF name ON organizations WHEN NEW.name <> OLD.name AND NEW.name_key = OLD.name_key BEGIN
    UPDATE organizations SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER organization_key_changed AFTER UPDATE OF name_key ON organizations WHEN NEW.name_key <> OLD.name_key BEGIN
    UPDATE cases SET organization_key = NEW.name_key WHERE organization_id = NEW.id AND organization_key <> NEW.name_key;
END;
CREATE TRIGGER user_named AFTER INSERT ON users WHEN NEW.name_key = '' BEGIN
    UPDATE users SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER user_renamed AFTER UPDATE OF name ON users WHEN NEW.name <> OLD.name AND NEW.name_key = OLD.name_key BEGIN
    UPDATE users SET name_key = lower(NEW.name) WHERE id = NEW.id;
END;
CREATE TRIGGER user_key_changed AFTER UPDATE OF name_key ON users WHEN NEW.name_key <> OLD.name_key BEGIN
    UPDATE cases SET submitter_key = NEW.name_key WHERE submitter_id = NEW.id AND submitter_key <> NEW.name_key;
END;
-- Every three characters in a row of the folded subjects: finds the beginnings, middles and ends of words, in scripts
-- without blanks, too. It says where a text may be; the case's row says whether it is.
CREATE VIRTUAL TABLE case_index USING fts5 (
    subject_key,
    content = 'cases', content_rowid = 'number', tokenize = 'trigram case_sensitive 1', detail = 'none', columnsize = 0
);
CREATE TRIGGER case_indexed AFTER INSERT ON cases BEGIN
    INSERT INTO case_index (rowid, subject_key) VALUES (NEW.number, NEW.subject_key);
END;
CREATE TRIGGER case_reindexed AFTER UPDATE OF subject_key ON cases WHEN NEW.subject_key <> OLD.subject_key BEGIN
    INSERT INTO case_index (case_index, rowid, subject_key) VALUES ('delete', OLD.number, OLD.subject_key);
    INSERT INTO case_index (rowid, subject_key) VALUES (NEW.number, NEW.subject_key);
END;
CREATE TRIGGER case_unindexed AFTER DELETE ON cases BEGIN
    INSERT INTO case_index (case_index, rowid, subject_key) VALUES ('delete', OLD.number, OLD.subject_key);
END;
INSERT INTO case_index (case_index) VALUES ('rebuild');
