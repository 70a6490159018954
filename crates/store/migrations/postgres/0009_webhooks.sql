-- Addresses that programs of an integration's people listen at, and what was sent to them.

CREATE TABLE webhook (
    id uuid NOT NULL PRIMARY KEY,
    integration_id uuid NOT NULL REFERENCES integration (id),
    url text NOT NULL,
    -- Sealed under the master key, bound to the id.
    sealed_secret bytea NOT NULL,
    created_by uuid NOT NULL REFERENCES portal_user (id),
    created_at timestamptz NOT NULL
);

CREATE INDEX webhook_integration_id_idx ON webhook (integration_id);

CREATE TABLE webhook_delivery (
    id uuid NOT NULL PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    event text NOT NULL,
    -- JSON to the letter: the signature is over its letters.
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    attempts bigint NOT NULL,
    -- Absent once it arrived or was given up.
    next_attempt_at timestamptz,
    delivered_at timestamptz,
    failure text
);

CREATE INDEX webhook_delivery_webhook_id_idx ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_next_attempt_at_idx ON webhook_delivery (next_attempt_at);
