-- Test data: accounts that partners have changed by a workbook, and what undoes it.

-- Each sign-in reads the person's record again; only tests go without.
ALTER TABLE account ADD COLUMN is_traced boolean NOT NULL DEFAULT true;
-- The client on whose request the account was opened: it says whose test person this is.
ALTER TABLE account ADD COLUMN opened_with text;

UPDATE account SET opened_with = (
    SELECT client_id FROM consent
    WHERE consent.environment = account.environment AND consent.account_id = account.id
    ORDER BY agreed_at LIMIT 1
) WHERE static_otp IS NULL;

CREATE INDEX account_opened_with_idx ON account (environment, opened_with) WHERE opened_with IS NOT NULL;

CREATE TABLE test_data_upload (
    environment text NOT NULL,
    id uuid NOT NULL,
    -- None for the command line, where it is for no product.
    product_id uuid REFERENCES product (id) ON DELETE CASCADE,
    file_name text NOT NULL,
    -- The user of the portal behind it; none for the command line.
    uploaded_by uuid,
    uploaded_at timestamptz NOT NULL,
    applied integer NOT NULL,
    refused integer NOT NULL,
    -- Row by row.
    answers jsonb NOT NULL,
    -- What each changed account was and became.
    changes jsonb NOT NULL,
    undone_by uuid,
    undone_at timestamptz,
    undo_answers jsonb,
    PRIMARY KEY (environment, id)
);

CREATE INDEX test_data_upload_product_id_idx ON test_data_upload (environment, product_id, uploaded_at);
