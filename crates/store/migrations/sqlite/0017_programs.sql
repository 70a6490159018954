-- What clients may do as programs, and account provisioning from a program's request to the patient's claim.

-- A permission that staff gave a client.
CREATE TABLE client_permission (
    environment TEXT NOT NULL,
    client_id TEXT NOT NULL,
    permission TEXT NOT NULL,
    -- The organisations that it is for, where it is for some.
    ods_codes TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The user of the portal who gave it; none for the command line.
    given_by TEXT,
    given_at TEXT NOT NULL,
    PRIMARY KEY (environment, client_id, permission),
    FOREIGN KEY (environment, client_id) REFERENCES client (environment, id) ON DELETE CASCADE
) STRICT;

-- A request that a patient may claim: at most one a patient, and one an e-mail address.
CREATE TABLE provision_request (
    environment TEXT NOT NULL,
    nhs_number TEXT NOT NULL,
    email TEXT NOT NULL,
    mobile TEXT NOT NULL,
    birthdate TEXT NOT NULL,
    ods_code TEXT NOT NULL,
    -- The client that asked.
    client_id TEXT NOT NULL,
    -- Of the link in the patient's e-mail.
    link_hash BLOB NOT NULL,
    requested_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- Too many wrong details came: nobody can claim it any more.
    closed_at TEXT,
    PRIMARY KEY (environment, nhs_number),
    UNIQUE (environment, email),
    UNIQUE (environment, link_hash)
) STRICT;

CREATE INDEX provision_request_expires_at_idx ON provision_request (expires_at);

-- One browser on its way from the link to the account.
CREATE TABLE provision_claim (
    environment TEXT NOT NULL,
    hash BLOB NOT NULL,
    link_hash BLOB NOT NULL,
    stage TEXT NOT NULL,
    -- Keyed digest of the code in the latest text message.
    otp_digest BLOB,
    otp_expires_at TEXT,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (environment, hash),
    FOREIGN KEY (environment, link_hash) REFERENCES provision_request (environment, link_hash) ON DELETE CASCADE
) STRICT;

CREATE INDEX provision_claim_link_hash_idx ON provision_claim (environment, link_hash);
