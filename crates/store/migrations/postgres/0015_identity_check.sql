-- Photo identity: what somebody sent of their document and their face, until it is decided upon.

CREATE TABLE identity_check (
    environment text NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    document text NOT NULL,
    -- How the face is shown, with the numbers that are said in a video.
    likeness jsonb NOT NULL,
    sent_at timestamptz NOT NULL,
    -- Absent while it waits. Who decided is absent where a rule did.
    verdict text,
    decided_by uuid REFERENCES portal_user (id) ON DELETE SET NULL,
    decided_at timestamptz,
    PRIMARY KEY (environment, id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);

CREATE INDEX identity_check_account_idx ON identity_check (environment, account_id, sent_at);

-- One waits for each person.
CREATE UNIQUE INDEX identity_check_waiting_idx ON identity_check (environment, account_id) WHERE verdict IS NULL;

-- The photo of the document and the photo or video of the face: gone once it is decided.
CREATE TABLE identity_check_file (
    environment text NOT NULL,
    check_id uuid NOT NULL,
    part text NOT NULL,
    media_type text NOT NULL,
    -- Sealed under the master key, bound to the check and the part.
    sealed bytea NOT NULL,
    PRIMARY KEY (environment, check_id, part),
    FOREIGN KEY (environment, check_id) REFERENCES identity_check (environment, id) ON DELETE CASCADE
);
