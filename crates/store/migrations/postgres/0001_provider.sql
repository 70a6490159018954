-- What an OpenID Provider keeps. Every row belongs to one environment. Hashes are SHA-256 of what the other side holds.

CREATE TABLE signing_key (
    environment text NOT NULL,
    kid text NOT NULL,
    -- PKCS #8, sealed under the master key.
    private_key bytea NOT NULL,
    public_key jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    -- When it began to sign: a key is published before that, so that clients which keep the key set know it in time.
    activated_at timestamptz,
    -- When the next key took over; the public half is published until its last token has expired.
    retired_at timestamptz,
    PRIMARY KEY (environment, kid)
);

CREATE TABLE client (
    environment text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    redirect_uris jsonb NOT NULL,
    scopes text NOT NULL,
    vectors jsonb NOT NULL,
    sso_partners jsonb NOT NULL,
    repeats_claims_in_header boolean NOT NULL,
    -- The portal's product that owns it; none for a client made on the command line.
    product_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (environment, id)
);

CREATE INDEX client_product_id_idx ON client (product_id);

CREATE TABLE client_key (
    environment text NOT NULL,
    client_id text NOT NULL,
    thumbprint text NOT NULL,
    public_key bytea NOT NULL,
    declared_kid text,
    added_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (environment, client_id, thumbprint),
    FOREIGN KEY (environment, client_id) REFERENCES client (environment, id) ON DELETE CASCADE
);

CREATE TABLE account (
    environment text NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    mobile text,
    mobile_pds_matched boolean NOT NULL,
    landline text,
    level text NOT NULL,
    nhs_number text,
    family_name text,
    given_name text,
    birthdate date,
    gp_ods_code text,
    gp_user_id text,
    gp_linkage_key text,
    static_otp text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, email),
    UNIQUE (environment, nhs_number)
);

CREATE TABLE consent (
    environment text NOT NULL,
    account_id uuid NOT NULL,
    client_id text NOT NULL,
    scopes text NOT NULL,
    level text NOT NULL,
    agreed_at timestamptz NOT NULL,
    PRIMARY KEY (environment, account_id, client_id),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);

CREATE TABLE session (
    environment text NOT NULL,
    hash bytea NOT NULL,
    account_id uuid NOT NULL,
    auth_time timestamptz NOT NULL,
    credentials text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);

CREATE TABLE remembered_device (
    environment text NOT NULL,
    hash bytea NOT NULL,
    account_id uuid NOT NULL,
    remembered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, account_id) REFERENCES account (environment, id) ON DELETE CASCADE
);

-- A person on their way through one authentication request.
CREATE TABLE journey (
    environment text NOT NULL,
    hash bytea NOT NULL,
    request jsonb NOT NULL,
    state jsonb NOT NULL,
    -- The exchange that is waiting for this person.
    reference text NOT NULL,
    -- Keyed digest of the code in the latest text message.
    otp_digest bytea,
    otp_expires_at timestamptz,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, hash)
);

CREATE TABLE email_link (
    environment text NOT NULL,
    hash bytea NOT NULL,
    journey_hash bytea NOT NULL,
    email text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, hash)
);

-- Counts failures against one subject (an address, a phone) until they lock it for a while.
CREATE TABLE throttle (
    environment text NOT NULL,
    subject bytea NOT NULL,
    failures bigint NOT NULL,
    window_ends_at timestamptz NOT NULL,
    PRIMARY KEY (environment, subject)
);

CREATE TABLE sign_in_grant (
    id uuid NOT NULL PRIMARY KEY,
    environment text NOT NULL,
    client_id text NOT NULL,
    account_id uuid NOT NULL,
    scope text NOT NULL,
    vot text NOT NULL,
    credentials text NOT NULL,
    auth_time timestamptz NOT NULL,
    redirect_uri text NOT NULL,
    nonce text,
    code_challenge text,
    -- A code begins with the id of its grant, so that no index has to find it.
    code_hash bytea NOT NULL,
    code_expires_at timestamptz NOT NULL,
    redeemed_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE token_issue (
    id uuid NOT NULL PRIMARY KEY,
    grant_id uuid NOT NULL REFERENCES sign_in_grant (id) ON DELETE CASCADE,
    refresh_hash bytea NOT NULL UNIQUE,
    refresh_expires_at timestamptz NOT NULL,
    rotated_at timestamptz
);

CREATE INDEX token_issue_grant_id_idx ON token_issue (grant_id);

-- The `jti` of client assertions and asserted logins, for as long as they could be replayed.
CREATE TABLE used_assertion (
    environment text NOT NULL,
    client_id text NOT NULL,
    jti_hash bytea NOT NULL,
    first_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, client_id, jti_hash)
);

CREATE INDEX used_assertion_expires_at_idx ON used_assertion (expires_at);

CREATE TABLE client_user_metadata (
    environment text NOT NULL,
    client_id text NOT NULL,
    account_id uuid NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (environment, client_id, account_id)
);

CREATE TABLE exchange (
    sequence bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference text NOT NULL,
    environment text NOT NULL,
    client_id text,
    grant_id uuid,
    endpoint text NOT NULL,
    at timestamptz NOT NULL,
    outcome text NOT NULL,
    error text,
    details jsonb NOT NULL
);

CREATE INDEX exchange_reference_idx ON exchange (reference);

CREATE INDEX exchange_client_idx ON exchange (environment, client_id, sequence);

-- Mail and text messages: the outbox page in development, a queue where sending is configured.
CREATE TABLE message (
    id uuid NOT NULL PRIMARY KEY,
    -- Who sent it: an environment, or the portal.
    sender text NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text,
    created_at timestamptz NOT NULL,
    attempts bigint NOT NULL,
    next_attempt_at timestamptz,
    sent_at timestamptz,
    failure text
);

CREATE INDEX message_next_attempt_at_idx ON message (next_attempt_at);
