-- Sessions of pages that embed the app end at a time of their own; and a ticket is a session that opens one path, by its
-- address, for a moment: a browser downloads by itself, and cannot be told to send a header.
ALTER TABLE sessions ADD COLUMN expires_at INTEGER;
ALTER TABLE sessions ADD COLUMN opens TEXT;
