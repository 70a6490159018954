-- Addresses that programs of an integration's people listen at, and what was sent to them.

CREATE TABLE webhook (
    id TEXT NOT NULL PRIMARY KEY,
    integration_id TEXT NOT NULL REFERENCES integration (id),
    url TEXT NOT NULL,
    -- Sealed under the master key, bound to the id.
    sealed_secret BLOB NOT NULL,
    created_by TEXT NOT NULL REFERENCES portal_user (id),
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX webhook_integration_id_idx ON webhook (integration_id);

CREATE TABLE webhook_delivery (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    -- JSON to the letter: the signature is over its letters.
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    -- Absent once it arrived or was given up.
    next_attempt_at TEXT,
    delivered_at TEXT,
    failure TEXT
) STRICT;

CREATE INDEX webhook_delivery_webhook_id_idx ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_next_attempt_at_idx ON webhook_delivery (next_attempt_at);
