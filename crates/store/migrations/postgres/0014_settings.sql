-- What people change in their settings, and what waits for a link or a code of theirs.

-- Opened by a service's word: it leads to the settings and nowhere else.
ALTER TABLE session ADD COLUMN is_asserted boolean NOT NULL DEFAULT false;
-- When its person last showed in the settings that it is still them.
ALTER TABLE session ADD COLUMN confirmed_at timestamptz;

CREATE INDEX session_account_id_idx ON session (environment, account_id);

-- When the browser last stood in for a code.
ALTER TABLE remembered_device ADD COLUMN used_at timestamptz;

CREATE INDEX remembered_device_account_id_idx ON remembered_device (environment, account_id);

-- When the person ended all sessions but the one that they were in: no service vouches for an older sign-in any more.
ALTER TABLE account ADD COLUMN signed_out_at timestamptz;

-- What a person's consent gave is taken back with it.
CREATE INDEX sign_in_grant_account_id_idx ON sign_in_grant (account_id);

-- A link in a mail.
CREATE TABLE account_link (
    environment text NOT NULL,
    hash bytea NOT NULL,
    account_id uuid NOT NULL,
    -- The new address that it proves; absent where it lets its reader choose a new password.
    email text,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);

CREATE INDEX account_link_account_id_idx ON account_link (environment, account_id);

-- A mobile number that waits for the code that went to it.
CREATE TABLE new_mobile (
    environment text NOT NULL,
    session_hash bytea NOT NULL,
    mobile text NOT NULL,
    -- Keyed digest.
    otp_digest bytea NOT NULL,
    otp_expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, session_hash),
    FOREIGN KEY (environment, session_hash) REFERENCES session (environment, hash) ON DELETE CASCADE
);

-- What people changed in the invented records, which are made anew at each start.
CREATE TABLE synthetic_contact (
    environment text NOT NULL,
    nhs_number text NOT NULL,
    email text,
    mobile text,
    PRIMARY KEY (environment, nhs_number)
);
