-- Passkeys of people who sign in at a provider: each belongs to one account of one environment.

CREATE TABLE account_passkey (
    environment text NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    credential_id bytea NOT NULL,
    -- The public key, its counter and its flags; nothing in it is secret.
    credential jsonb NOT NULL,
    -- How often it was used: of two uses at once, one counts.
    uses bigint NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, credential_id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);

CREATE INDEX account_passkey_account_idx ON account_passkey (environment, account_id);

-- A challenge that waits for its answer, found by the journey or the session that began it.
CREATE TABLE account_ceremony (
    environment text NOT NULL,
    holder bytea NOT NULL,
    kind text NOT NULL,
    -- Sealed under the master key, bound to environment, holder and kind.
    sealed_state bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, holder, kind)
);

-- Who said "not now" when a passkey was offered, and until when they are left in peace.
CREATE TABLE declined_passkey (
    environment text NOT NULL,
    account_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, account_id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);
