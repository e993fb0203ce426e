-- What is kept of an invitation is the hash of its secret: once the e-mail with it is sent, or the invitation is gone, the
-- outbox forgets what it said.
CREATE TRIGGER invitation_mail_sent AFTER UPDATE OF sent_at ON outbox
    WHEN NEW.kind = 'invitation' AND NEW.sent_at IS NOT NULL AND NEW.text <> '' BEGIN
    UPDATE outbox SET text = '', html = '' WHERE id = NEW.id;
END;
CREATE TRIGGER invitation_gone AFTER DELETE ON invitations BEGIN
    UPDATE outbox SET text = '', html = '' WHERE dedup_key = 'invitation ' || OLD.secret_hash;
END;
CREATE TRIGGER invitation_replaced AFTER UPDATE OF secret_hash ON invitations WHEN NEW.secret_hash <> OLD.secret_hash BEGIN
    UPDATE outbox SET text = '', html = '' WHERE dedup_key = 'invitation ' || OLD.secret_hash;
END;
