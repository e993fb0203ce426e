-- Words of one or two characters are found by the index, too: in Japanese and Chinese these are whole words. They are what
-- threes begin with, for which two blanks stand behind each subject.
DROP TRIGGER case_indexed;
DROP TRIGGER case_reindexed;
DROP TRIGGER case_unindexed;
DROP TABLE case_index;

CREATE VIEW case_texts AS SELECT number, subject_key || '  ' AS subject_key FROM cases;
CREATE VIRTUAL TABLE case_index USING fts5 (
    subject_key,
    content = 'case_texts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1', detail = 'none', columnsize = 0
);
-- All the threes that there are.
CREATE VIRTUAL TABLE case_threes USING fts5vocab ('case_index', 'row');

CREATE TRIGGER case_indexed AFTER INSERT ON cases BEGIN
    INSERT INTO case_index (rowid, subject_key) VALUES (NEW.number, NEW.subject_key || '  ');
END;
CREATE TRIGGER case_reindexed AFTER UPDATE OF subject_key ON cases WHEN NEW.subject_key <> OLD.subject_key BEGIN
    INSERT INTO case_index (case_index, rowid, subject_key) VALUES ('delete', OLD.number, OLD.subject_key || '  ');
    INSERT INTO case_index (rowid, subject_key) VALUES (NEW.number, NEW.subject_key || '  ');
END;
CREATE TRIGGER case_unindexed AFTER DELETE ON cases BEGIN
    INSERT INTO case_index (case_index, rowid, subject_key) VALUES ('delete', OLD.number, OLD.subject_key || '  ');
END;
INSERT INTO case_index (case_index) VALUES ('rebuild');
