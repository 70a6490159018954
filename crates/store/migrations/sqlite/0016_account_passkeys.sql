-- Passkeys of people who sign in at a provider: each belongs to one account of one environment.

CREATE TABLE account_passkey (
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL,
    -- The public key, its counter and its flags; nothing in it is secret.
    credential TEXT NOT NULL,
    -- How often it was used: of two uses at once, one counts.
    uses INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, credential_id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX account_passkey_account_idx ON account_passkey (environment, account_id);

-- A challenge that waits for its answer, found by the journey or the session that began it.
CREATE TABLE account_ceremony (
    environment TEXT NOT NULL,
    holder BLOB NOT NULL,
    kind TEXT NOT NULL,
    -- Sealed under the master key, bound to environment, holder and kind.
    sealed_state BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, holder, kind)
) STRICT;

-- Who said "not now" when a passkey was offered, and until when they are left in peace.
CREATE TABLE declined_passkey (
    environment TEXT NOT NULL,
    account_id TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, account_id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;
