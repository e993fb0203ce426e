-- Words of one or two characters are found by an index, too: in Japanese and Chinese these are whole words. A server of the
-- version before does not ask it.

CREATE FUNCTION shorts(what TEXT) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(DISTINCT substr(what, place, length)), '{}')
    FROM generate_series(1, length(what)) AS place, generate_series(1, 2) AS length
$$;
CREATE INDEX cases_by_shorts ON cases USING gin (shorts(subject_key));
