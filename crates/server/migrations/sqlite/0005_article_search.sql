-- The knowledge base's full-text index, and which articles made a case unnecessary. The index holds what `articles`
-- holds in another form; it is filled when an article is saved, and made anew by the program when it is missing or of
-- another form (see the setting `article_index`).

-- An article's number in the index, whose rows are numbers, and how many rows it has there.
CREATE TABLE article_numbers (
    number     INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE REFERENCES articles (id),
    rows       INTEGER NOT NULL
) STRICT;

-- Which products an article is about; an empty id stands for every product.
CREATE TABLE article_products (
    number     INTEGER NOT NULL REFERENCES article_numbers (number),
    product_id TEXT NOT NULL,
    PRIMARY KEY (product_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_products_by_number ON article_products (number);

-- Row `number * 1024` holds title and keywords, the rows behind it a passage each.
CREATE VIRTUAL TABLE article_index USING fts5 (
    title, keywords, heading, passage,
    -- `n` and the article's number, as a word: narrows a search to some articles within the index.
    number,
    tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE solved_suggestions (
    id         INTEGER PRIMARY KEY,
    -- No reference: it may be an external assistant's, and outlives an article that is removed.
    article_id TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX solved_suggestions_by_article ON solved_suggestions (article_id);
