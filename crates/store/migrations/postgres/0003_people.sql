-- Who is what: roles in an organisation, roles of staff, and what somebody shows besides the code in their mail.

CREATE TABLE membership_role (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (organisation_id, user_id, role),
    FOREIGN KEY (organisation_id, user_id) REFERENCES membership (organisation_id, user_id) ON DELETE CASCADE
);

-- Nobody loses what they could do before there were roles.
INSERT INTO membership_role (organisation_id, user_id, role)
    SELECT organisation_id, user_id, 'owner' FROM membership
    UNION ALL SELECT organisation_id, user_id, 'developer' FROM membership;

CREATE TABLE invitation_role (
    organisation_id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (organisation_id, email, role),
    FOREIGN KEY (organisation_id, email) REFERENCES invitation (organisation_id, email) ON DELETE CASCADE
);

INSERT INTO invitation_role (organisation_id, email, role)
    SELECT organisation_id, email, 'owner' FROM invitation
    UNION ALL SELECT organisation_id, email, 'developer' FROM invitation;

CREATE TABLE staff_role (
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    role text NOT NULL,
    -- Absent where it was given on the command line.
    given_by uuid REFERENCES portal_user (id) ON DELETE SET NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, role)
);

CREATE INDEX staff_role_role_idx ON staff_role (role);

-- An authenticator app (RFC 6238).
CREATE TABLE authenticator_app (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    name text NOT NULL,
    -- Sealed under the master key, bound to the id.
    sealed_secret bytea NOT NULL,
    -- The last step whose code was used: a code works once.
    last_step bigint NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX authenticator_app_user_id_idx ON authenticator_app (user_id);

-- A passkey (WebAuthn): a public key and its counter; nothing in it is secret.
CREATE TABLE passkey (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    name text NOT NULL,
    credential_id bytea NOT NULL UNIQUE,
    credential jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX passkey_user_id_idx ON passkey (user_id);

CREATE TABLE recovery_code (
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    -- Keyed digest of the code.
    digest bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, digest)
);

-- When this session last showed a second factor.
ALTER TABLE portal_session ADD COLUMN second_factor_at timestamptz;

-- What a session has begun and not finished: a secret that waits for its first code, a challenge that waits for its answer.
CREATE TABLE portal_ceremony (
    session_hash bytea NOT NULL REFERENCES portal_session (hash) ON DELETE CASCADE,
    kind text NOT NULL,
    -- Sealed under the master key, bound to the session.
    sealed_state bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (session_hash, kind)
);

-- A member of staff who was sent to their organisation's OpenID Provider; found by the cookie of their browser.
CREATE TABLE staff_sign_in (
    hash bytea NOT NULL PRIMARY KEY,
    -- Nonce and code verifier, sealed under the master key.
    sealed_state bytea NOT NULL,
    destination text NOT NULL,
    expires_at timestamptz NOT NULL
);
