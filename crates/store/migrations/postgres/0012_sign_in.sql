-- More ways in: staff through their organisation's OpenID Provider, and everybody with a passkey.

-- Who somebody is at that provider, from their first sign-in there.
CREATE TABLE staff_identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- An address that its provider gave to somebody else is not a second way into the same account.
CREATE UNIQUE INDEX staff_identity_user_id_issuer_idx ON staff_identity (user_id, issuer);

-- When the provider vouched for a second factor of its own; absent where it did not.
ALTER TABLE portal_session ADD COLUMN vouched_for_at timestamptz;

-- A challenge for whoever has a passkey and has not said who they are; found by the cookie of their browser.
CREATE TABLE passkey_sign_in (
    hash bytea NOT NULL PRIMARY KEY,
    -- Sealed under the master key, bound to the hash.
    sealed_state bytea NOT NULL,
    destination text NOT NULL,
    expires_at timestamptz NOT NULL
);
