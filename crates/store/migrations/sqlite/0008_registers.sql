-- What registers said of an organisation when they were last asked. What integrations were told is in their logs.

CREATE TABLE register_answer (
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    register TEXT NOT NULL,
    code TEXT NOT NULL,
    says TEXT NOT NULL,
    detail TEXT NOT NULL,
    source TEXT NOT NULL,
    looked_up_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, register)
) STRICT;
