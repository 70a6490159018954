-- What the portal keeps of developers, their organisations and their products. Hashes are SHA-256 of what a browser holds.

CREATE TABLE portal_user (
    id uuid NOT NULL PRIMARY KEY,
    email text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);

-- Somebody who asked for a code and has not entered it yet; found by the cookie of the browser that asked.
CREATE TABLE portal_sign_in (
    hash bytea NOT NULL PRIMARY KEY,
    email text NOT NULL,
    -- Keyed digest of the code in the mail.
    code_digest bytea NOT NULL,
    -- How often a code was entered, right or wrong.
    tries bigint NOT NULL,
    -- The page that they wanted to see.
    destination text NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE portal_session (
    hash bytea NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX portal_session_user_id_idx ON portal_session (user_id);

CREATE TABLE organisation (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    ods_code text,
    created_at timestamptz NOT NULL
);

CREATE TABLE membership (
    organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, user_id)
);

CREATE INDEX membership_user_id_idx ON membership (user_id);

-- Turns into a membership when the owner of the address next signs in.
CREATE TABLE invitation (
    organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    email text NOT NULL,
    invited_by uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    invited_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, email)
);

CREATE INDEX invitation_email_idx ON invitation (email);

CREATE TABLE product (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (organisation_id, name)
);

-- A product has one client at each environment.
CREATE UNIQUE INDEX client_environment_product_id_idx ON client (environment, product_id);
