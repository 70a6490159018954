-- What the portal keeps of developers, their organisations and their products. Hashes are SHA-256 of what a browser holds.

CREATE TABLE portal_user (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;

-- Somebody who asked for a code and has not entered it yet; found by the cookie of the browser that asked.
CREATE TABLE portal_sign_in (
    hash BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    -- Keyed digest of the code in the mail.
    code_digest BLOB NOT NULL,
    -- How often a code was entered, right or wrong.
    tries INTEGER NOT NULL,
    -- The page that they wanted to see.
    destination TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE portal_session (
    hash BLOB NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE INDEX portal_session_user_id_idx ON portal_session (user_id);

CREATE TABLE organisation (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    ods_code TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE membership (
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    joined_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, user_id)
) STRICT;

CREATE INDEX membership_user_id_idx ON membership (user_id);

-- Turns into a membership when the owner of the address next signs in.
CREATE TABLE invitation (
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    invited_by TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    invited_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, email)
) STRICT;

CREATE INDEX invitation_email_idx ON invitation (email);

CREATE TABLE product (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (organisation_id, name)
) STRICT;

-- A product has one client at each environment.
CREATE UNIQUE INDEX client_environment_product_id_idx ON client (environment, product_id);
