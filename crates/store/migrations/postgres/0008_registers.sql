-- What registers said of an organisation when they were last asked. What integrations were told is in their logs.

CREATE TABLE register_answer (
    organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    register text NOT NULL,
    code text NOT NULL,
    says text NOT NULL,
    detail text NOT NULL,
    source text NOT NULL,
    looked_up_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, register)
);
