-- Who is what: roles in an organisation, roles of staff, and what somebody shows besides the code in their mail.

CREATE TABLE membership_role (
    organisation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, role),
    FOREIGN KEY (organisation_id, user_id) REFERENCES membership (organisation_id, user_id) ON DELETE CASCADE
) STRICT;

-- Nobody loses what they could do before there were roles.
INSERT INTO membership_role (organisation_id, user_id, role)
    SELECT organisation_id, user_id, 'owner' FROM membership
    UNION ALL SELECT organisation_id, user_id, 'developer' FROM membership;

CREATE TABLE invitation_role (
    organisation_id TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (organisation_id, email, role),
    FOREIGN KEY (organisation_id, email) REFERENCES invitation (organisation_id, email) ON DELETE CASCADE
) STRICT;

INSERT INTO invitation_role (organisation_id, email, role)
    SELECT organisation_id, email, 'owner' FROM invitation
    UNION ALL SELECT organisation_id, email, 'developer' FROM invitation;

CREATE TABLE staff_role (
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    -- Absent where it was given on the command line.
    given_by TEXT REFERENCES portal_user (id) ON DELETE SET NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
) STRICT;

CREATE INDEX staff_role_role_idx ON staff_role (role);

-- An authenticator app (RFC 6238).
CREATE TABLE authenticator_app (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Sealed under the master key, bound to the id.
    sealed_secret BLOB NOT NULL,
    -- The last step whose code was used: a code works once.
    last_step INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE INDEX authenticator_app_user_id_idx ON authenticator_app (user_id);

-- A passkey (WebAuthn): a public key and its counter; nothing in it is secret.
CREATE TABLE passkey (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE INDEX passkey_user_id_idx ON passkey (user_id);

CREATE TABLE recovery_code (
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    -- Keyed digest of the code.
    digest BLOB NOT NULL,
    used_at TEXT,
    PRIMARY KEY (user_id, digest)
) STRICT;

-- When this session last showed a second factor.
ALTER TABLE portal_session ADD COLUMN second_factor_at TEXT;

-- What a session has begun and not finished: a secret that waits for its first code, a challenge that waits for its answer.
CREATE TABLE portal_ceremony (
    session_hash BLOB NOT NULL REFERENCES portal_session (hash) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- Sealed under the master key, bound to the session.
    sealed_state BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (session_hash, kind)
) STRICT;

-- A member of staff who was sent to their organisation's OpenID Provider; found by the cookie of their browser.
CREATE TABLE staff_sign_in (
    hash BLOB NOT NULL PRIMARY KEY,
    -- Nonce and code verifier, sealed under the master key.
    sealed_state BLOB NOT NULL,
    destination TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
