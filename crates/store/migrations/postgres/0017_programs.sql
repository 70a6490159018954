-- What clients may do as programs, and account provisioning from a program's request to the patient's claim.

-- A permission that staff gave a client.
CREATE TABLE client_permission (
    environment text NOT NULL,
    client_id text NOT NULL,
    permission text NOT NULL,
    -- The organisations that it is for, where it is for some.
    ods_codes jsonb NOT NULL,
    reason text NOT NULL,
    -- The user of the portal who gave it; none for the command line.
    given_by uuid,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (environment, client_id, permission),
    FOREIGN KEY (environment, client_id) REFERENCES client (environment, id) ON DELETE CASCADE
);

-- A request that a patient may claim: at most one a patient, and one an e-mail address.
CREATE TABLE provision_request (
    environment text NOT NULL,
    nhs_number text NOT NULL,
    email text NOT NULL,
    mobile text NOT NULL,
    birthdate date NOT NULL,
    ods_code text NOT NULL,
    -- The client that asked.
    client_id text NOT NULL,
    -- Of the link in the patient's e-mail.
    link_hash bytea NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- Too many wrong details came: nobody can claim it any more.
    closed_at timestamptz,
    PRIMARY KEY (environment, nhs_number),
    UNIQUE (environment, email),
    UNIQUE (environment, link_hash)
);

CREATE INDEX provision_request_expires_at_idx ON provision_request (expires_at);

-- One browser on its way from the link to the account.
CREATE TABLE provision_claim (
    environment text NOT NULL,
    hash bytea NOT NULL,
    link_hash bytea NOT NULL,
    stage text NOT NULL,
    -- Keyed digest of the code in the latest text message.
    otp_digest bytea,
    otp_expires_at timestamptz,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, link_hash) REFERENCES provision_request (environment, link_hash) ON DELETE CASCADE
);

CREATE INDEX provision_claim_link_hash_idx ON provision_claim (environment, link_hash);
