-- What decisions hold partners to: open conditions, and waivers that run. Computed from the log like integration_turn, in the same
-- transaction, so that their list opens no log.

CREATE TABLE integration_bound (
    integration_id TEXT NOT NULL REFERENCES integration (id),
    -- condition or waiver.
    origin TEXT NOT NULL,
    -- The id of the decision or the check, and the number of the condition in the decision.
    subject TEXT NOT NULL,
    number INTEGER NOT NULL,
    -- What the edition calls the decision or the check.
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    owner TEXT NOT NULL,
    due TEXT NOT NULL,
    PRIMARY KEY (integration_id, origin, subject, number)
) STRICT;

CREATE INDEX integration_bound_due_idx ON integration_bound (due, integration_id);

-- Integrations of which the rows have to be computed anew from the log: what a migration adds cannot be written in its own words.
CREATE TABLE integration_to_fold (
    integration_id TEXT NOT NULL PRIMARY KEY REFERENCES integration (id)
) STRICT;

INSERT INTO integration_to_fold (integration_id) SELECT DISTINCT integration_id FROM integration_event
WHERE body LIKE '{"event":"waiver-granted"%' OR (body LIKE '{"event":"decided"%' AND body LIKE '%"conditions":[{%');
