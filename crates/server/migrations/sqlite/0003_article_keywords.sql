-- What an article is also found by. JSON: words.
ALTER TABLE articles ADD COLUMN keywords TEXT NOT NULL DEFAULT '[]';
