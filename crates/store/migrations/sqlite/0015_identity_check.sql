-- Photo identity: what somebody sent of their document and their face, until it is decided upon.

CREATE TABLE identity_check (
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    document TEXT NOT NULL,
    -- How the face is shown, with the numbers that are said in a video.
    likeness TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    -- Absent while it waits. Who decided is absent where a rule did.
    verdict TEXT,
    decided_by TEXT REFERENCES portal_user (id) ON DELETE SET NULL,
    decided_at TEXT,
    PRIMARY KEY (environment, id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX identity_check_account_idx ON identity_check (environment, account_id, sent_at);

-- One waits for each person.
CREATE UNIQUE INDEX identity_check_waiting_idx ON identity_check (environment, account_id) WHERE verdict IS NULL;

-- The photo of the document and the photo or video of the face: gone once it is decided.
CREATE TABLE identity_check_file (
    environment TEXT NOT NULL,
    check_id TEXT NOT NULL,
    part TEXT NOT NULL,
    media_type TEXT NOT NULL,
    -- Sealed under the master key, bound to the check and the part.
    sealed BLOB NOT NULL,
    PRIMARY KEY (environment, check_id, part),
    FOREIGN KEY (environment, check_id) REFERENCES identity_check (environment, id) ON DELETE CASCADE
) STRICT;
