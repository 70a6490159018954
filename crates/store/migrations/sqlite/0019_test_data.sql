-- Test data: accounts that partners have changed by a workbook, and what undoes it.

-- Each sign-in reads the person's record again; only tests go without.
ALTER TABLE account ADD COLUMN is_traced INTEGER NOT NULL DEFAULT 1;
-- The client on whose request the account was opened: it says whose test person this is.
ALTER TABLE account ADD COLUMN opened_with TEXT;

UPDATE account SET opened_with = (
    SELECT client_id FROM consent
    WHERE consent.environment = account.environment AND consent.account_id = account.id
    ORDER BY agreed_at LIMIT 1
) WHERE static_otp IS NULL;

CREATE INDEX account_opened_with_idx ON account (environment, opened_with) WHERE opened_with IS NOT NULL;

CREATE TABLE test_data_upload (
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    -- None for the command line, where it is for no product.
    product_id TEXT REFERENCES product (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    -- The user of the portal behind it; none for the command line.
    uploaded_by TEXT,
    uploaded_at TEXT NOT NULL,
    applied INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    -- Row by row.
    answers TEXT NOT NULL,
    -- What each changed account was and became.
    changes TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT,
    undo_answers TEXT,
    PRIMARY KEY (environment, id)
) STRICT;

CREATE INDEX test_data_upload_product_id_idx ON test_data_upload (environment, product_id, uploaded_at);
