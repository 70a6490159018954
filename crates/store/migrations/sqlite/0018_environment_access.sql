-- Which products staff allowed a client in an environment that is not open to everybody, and why: a log, whose last line counts.
CREATE TABLE environment_access (
    environment TEXT NOT NULL,
    product_id TEXT NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    is_allowed INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- The user of the portal who did it; none for the command line.
    changed_by TEXT,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (environment, product_id, number)
) STRICT;
