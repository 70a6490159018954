-- Tokens of programs. The secret itself is shown once and not kept.

CREATE TABLE api_token (
    id uuid NOT NULL PRIMARY KEY,
    -- SHA-256 of the secret.
    hash bytea NOT NULL UNIQUE,
    name text NOT NULL,
    -- Separated by spaces.
    scopes text NOT NULL,
    -- Absent: it reads for the service, in every organisation.
    organisation_id uuid REFERENCES organisation (id) ON DELETE CASCADE,
    -- Absent: every product of the organisation.
    product_id uuid REFERENCES product (id) ON DELETE CASCADE,
    created_by uuid NOT NULL REFERENCES portal_user (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- Written at most once an hour.
    used_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX api_token_organisation_id_idx ON api_token (organisation_id);
