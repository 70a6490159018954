-- What people change in their settings, and what waits for a link or a code of theirs.

-- Opened by a service's word: it leads to the settings and nowhere else.
ALTER TABLE session ADD COLUMN is_asserted INTEGER NOT NULL DEFAULT 0;
-- When its person last showed in the settings that it is still them.
ALTER TABLE session ADD COLUMN confirmed_at TEXT;

CREATE INDEX session_account_id_idx ON session (environment, account_id);

-- When the browser last stood in for a code.
ALTER TABLE remembered_device ADD COLUMN used_at TEXT;

CREATE INDEX remembered_device_account_id_idx ON remembered_device (environment, account_id);

-- When the person ended all sessions but the one that they were in: no service vouches for an older sign-in any more.
ALTER TABLE account ADD COLUMN signed_out_at TEXT;

-- What a person's consent gave is taken back with it.
CREATE INDEX sign_in_grant_account_id_idx ON sign_in_grant (account_id);

-- A link in a mail.
CREATE TABLE account_link (
    environment TEXT NOT NULL,
    hash BLOB NOT NULL,
    account_id TEXT NOT NULL,
    -- The new address that it proves; absent where it lets its reader choose a new password.
    email TEXT,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX account_link_account_id_idx ON account_link (environment, account_id);

-- A mobile number that waits for the code that went to it.
CREATE TABLE new_mobile (
    environment TEXT NOT NULL,
    session_hash BLOB NOT NULL,
    mobile TEXT NOT NULL,
    -- Keyed digest.
    otp_digest BLOB NOT NULL,
    otp_expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, session_hash),
    FOREIGN KEY (environment, session_hash) REFERENCES session (environment, hash) ON DELETE CASCADE
) STRICT;

-- What people changed in the invented records, which are made anew at each start.
CREATE TABLE synthetic_contact (
    environment TEXT NOT NULL,
    nhs_number TEXT NOT NULL,
    email TEXT,
    mobile TEXT,
    PRIMARY KEY (environment, nhs_number)
) STRICT;
