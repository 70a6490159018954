-- What an OpenID Provider keeps. Every row belongs to one environment. Hashes are SHA-256 of what the other side holds.

CREATE TABLE signing_key (
    environment TEXT NOT NULL,
    kid TEXT NOT NULL,
    -- PKCS #8, sealed under the master key.
    private_key BLOB NOT NULL,
    public_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- When it began to sign: a key is published before that, so that clients which keep the key set know it in time.
    activated_at TEXT,
    -- When the next key took over; the public half is published until its last token has expired.
    retired_at TEXT,
    PRIMARY KEY (environment, kid)
) STRICT;

CREATE TABLE client (
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    vectors TEXT NOT NULL,
    sso_partners TEXT NOT NULL,
    repeats_claims_in_header INTEGER NOT NULL,
    -- The portal's product that owns it; none for a client made on the command line.
    product_id TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (environment, id)
) STRICT;

CREATE INDEX client_product_id_idx ON client (product_id);

CREATE TABLE client_key (
    environment TEXT NOT NULL,
    client_id TEXT NOT NULL,
    thumbprint TEXT NOT NULL,
    public_key BLOB NOT NULL,
    declared_kid TEXT,
    added_at TEXT NOT NULL,
    expires_at TEXT,
    PRIMARY KEY (environment, client_id, thumbprint),
    FOREIGN KEY (environment, client_id) REFERENCES client (environment, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE account (
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    mobile TEXT,
    mobile_pds_matched INTEGER NOT NULL,
    landline TEXT,
    level TEXT NOT NULL,
    nhs_number TEXT,
    family_name TEXT,
    given_name TEXT,
    birthdate TEXT,
    gp_ods_code TEXT,
    gp_user_id TEXT,
    gp_linkage_key TEXT,
    static_otp TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, email),
    UNIQUE (environment, nhs_number)
) STRICT;

CREATE TABLE consent (
    environment TEXT NOT NULL,
    account_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    level TEXT NOT NULL,
    agreed_at TEXT NOT NULL,
    PRIMARY KEY (environment, account_id, client_id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE session (
    environment TEXT NOT NULL,
    hash BLOB NOT NULL,
    account_id TEXT NOT NULL,
    auth_time TEXT NOT NULL,
    credentials TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE remembered_device (
    environment TEXT NOT NULL,
    hash BLOB NOT NULL,
    account_id TEXT NOT NULL,
    remembered_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
) STRICT;

-- A person on their way through one authentication request.
CREATE TABLE journey (
    environment TEXT NOT NULL,
    hash BLOB NOT NULL,
    request TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The exchange that is waiting for this person.
    reference TEXT NOT NULL,
    -- Keyed digest of the code in the latest text message.
    otp_digest BLOB,
    otp_expires_at TEXT,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, hash)
) STRICT;

CREATE TABLE email_link (
    environment TEXT NOT NULL,
    hash BLOB NOT NULL,
    journey_hash BLOB NOT NULL,
    email TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, hash)
) STRICT;

-- Counts failures against one subject (an address, a phone) until they lock it for a while.
CREATE TABLE throttle (
    environment TEXT NOT NULL,
    subject BLOB NOT NULL,
    failures INTEGER NOT NULL,
    window_ends_at TEXT NOT NULL,
    PRIMARY KEY (environment, subject)
) STRICT;

CREATE TABLE sign_in_grant (
    id TEXT NOT NULL PRIMARY KEY,
    environment TEXT NOT NULL,
    client_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    vot TEXT NOT NULL,
    credentials TEXT NOT NULL,
    auth_time TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT,
    -- A code begins with the id of its grant, so that no index has to find it.
    code_hash BLOB NOT NULL,
    code_expires_at TEXT NOT NULL,
    redeemed_at TEXT,
    revoked_at TEXT
) STRICT;

CREATE TABLE token_issue (
    id TEXT NOT NULL PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES sign_in_grant (id) ON DELETE CASCADE,
    refresh_hash BLOB NOT NULL UNIQUE,
    refresh_expires_at TEXT NOT NULL,
    rotated_at TEXT
) STRICT;

CREATE INDEX token_issue_grant_id_idx ON token_issue (grant_id);

-- The `jti` of client assertions and asserted logins, for as long as they could be replayed.
CREATE TABLE used_assertion (
    environment TEXT NOT NULL,
    client_id TEXT NOT NULL,
    jti_hash BLOB NOT NULL,
    first_seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, client_id, jti_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX used_assertion_expires_at_idx ON used_assertion (expires_at);

CREATE TABLE client_user_metadata (
    environment TEXT NOT NULL,
    client_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (environment, client_id, account_id)
) STRICT;

CREATE TABLE exchange (
    sequence INTEGER NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    environment TEXT NOT NULL,
    client_id TEXT,
    grant_id TEXT,
    endpoint TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    error TEXT,
    details TEXT NOT NULL
) STRICT;

CREATE INDEX exchange_reference_idx ON exchange (reference);

CREATE INDEX exchange_client_idx ON exchange (environment, client_id, sequence);

-- Mail and text messages: the outbox page in development, a queue where sending is configured.
CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    -- Who sent it: an environment, or the portal.
    sender TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT,
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at TEXT,
    sent_at TEXT,
    failure TEXT
) STRICT;

CREATE INDEX message_next_attempt_at_idx ON message (next_attempt_at);
