-- More ways in: staff through their organisation's OpenID Provider, and everybody with a passkey.

-- Who somebody is at that provider, from their first sign-in there.
CREATE TABLE staff_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    used_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;

-- An address that its provider gave to somebody else is not a second way into the same account.
CREATE UNIQUE INDEX staff_identity_user_id_issuer_idx ON staff_identity (user_id, issuer);

-- When the provider vouched for a second factor of its own; absent where it did not.
ALTER TABLE portal_session ADD COLUMN vouched_for_at TEXT;

-- A challenge for whoever has a passkey and has not said who they are; found by the cookie of their browser.
CREATE TABLE passkey_sign_in (
    hash BLOB NOT NULL PRIMARY KEY,
    -- Sealed under the master key, bound to the hash.
    sealed_state BLOB NOT NULL,
    destination TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
