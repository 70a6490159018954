-- Tokens of programs. The secret itself is shown once and not kept.

CREATE TABLE api_token (
    id TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of the secret.
    hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Separated by spaces.
    scopes TEXT NOT NULL,
    -- Absent: it reads for the service, in every organisation.
    organisation_id TEXT REFERENCES organisation (id) ON DELETE CASCADE,
    -- Absent: every product of the organisation.
    product_id TEXT REFERENCES product (id) ON DELETE CASCADE,
    created_by TEXT NOT NULL REFERENCES portal_user (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- Written at most once an hour.
    used_at TEXT,
    revoked_at TEXT
) STRICT;

CREATE INDEX api_token_organisation_id_idx ON api_token (organisation_id);
