-- Which products staff allowed a client in an environment that is not open to everybody, and why: a log, whose last line counts.
CREATE TABLE environment_access (
    environment text NOT NULL,
    product_id uuid NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    number bigint NOT NULL,
    is_allowed boolean NOT NULL,
    reason text NOT NULL,
    -- The user of the portal who did it; none for the command line.
    changed_by uuid,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (environment, product_id, number)
);
