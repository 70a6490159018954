-- Integrations: the log of each, which is the truth, and rows for lists, which are computed from it in the same transaction.

CREATE TABLE integration (
    id uuid NOT NULL PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES product (id),
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    -- What people say on the telephone.
    reference text NOT NULL UNIQUE,
    started_at timestamptz NOT NULL,
    -- The last event of the log and its hash.
    position bigint NOT NULL,
    head bytea NOT NULL,
    -- From here on: how it stood when it was last looked at. Any of it can be computed again from the log.
    edition text NOT NULL,
    -- Absent once the last stage is over.
    stage text,
    next_gate text,
    unmet bigint NOT NULL,
    -- partner, service, both or nobody.
    turn text NOT NULL,
    turn_since timestamptz,
    next_step text NOT NULL,
    -- paused or withdrawn.
    hold text,
    project_manager uuid REFERENCES portal_user (id),
    touched_at timestamptz NOT NULL,
    -- When time alone may change how it stands.
    recheck_at timestamptz
);

CREATE INDEX integration_product_id_idx ON integration (product_id);
CREATE INDEX integration_organisation_id_idx ON integration (organisation_id);
CREATE INDEX integration_project_manager_idx ON integration (project_manager, touched_at);
CREATE INDEX integration_touched_at_idx ON integration (touched_at, id);
CREATE INDEX integration_turn_idx ON integration (turn, turn_since);
CREATE INDEX integration_recheck_at_idx ON integration (recheck_at);

CREATE TABLE integration_event (
    integration_id uuid NOT NULL REFERENCES integration (id),
    position bigint NOT NULL,
    at timestamptz NOT NULL,
    -- A user's id, or slipway or operator.
    actor text NOT NULL,
    -- JSON to the letter: the hash is over its letters.
    body text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (integration_id, position)
);

-- What waits for somebody with a role, computed like the rows of integration.
CREATE TABLE integration_turn (
    integration_id uuid NOT NULL REFERENCES integration (id),
    role text NOT NULL,
    check_id text NOT NULL,
    -- Whether the next gate waits for it.
    is_next boolean NOT NULL,
    since timestamptz NOT NULL,
    title text NOT NULL,
    because text NOT NULL,
    PRIMARY KEY (integration_id, role, check_id)
);

CREATE INDEX integration_turn_role_idx ON integration_turn (role, since);

-- Files. What they mean is in the log.
CREATE TABLE document (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    integration_id uuid NOT NULL REFERENCES integration (id),
    name text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    added_by uuid NOT NULL REFERENCES portal_user (id),
    added_at timestamptz NOT NULL
);

CREATE INDEX document_integration_id_idx ON document (integration_id);

-- Answers of the public eligibility check, found by the cookie of the browser that gives them.
CREATE TABLE eligibility_check (
    hash bytea NOT NULL PRIMARY KEY,
    edition text NOT NULL,
    -- JSON: field to answer.
    answers jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE board_meeting (
    id uuid NOT NULL PRIMARY KEY,
    on_date date NOT NULL UNIQUE,
    papers_freeze_at timestamptz NOT NULL,
    quorum bigint NOT NULL,
    -- JSON of the papers as they were frozen, to the letter, and its hash.
    pack text,
    pack_sha256 bytea,
    frozen_at timestamptz,
    minute text,
    closed_at timestamptz
);

CREATE TABLE board_item (
    meeting_id uuid NOT NULL REFERENCES board_meeting (id),
    integration_id uuid NOT NULL REFERENCES integration (id),
    decision text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (meeting_id, integration_id, decision)
);

CREATE INDEX board_item_integration_id_idx ON board_item (integration_id);

CREATE TABLE board_attendance (
    meeting_id uuid NOT NULL REFERENCES board_meeting (id),
    user_id uuid NOT NULL REFERENCES portal_user (id),
    is_present boolean NOT NULL,
    has_read boolean NOT NULL,
    PRIMARY KEY (meeting_id, user_id)
);

-- A member who has an interest in an item does not decide it and does not count for its quorum.
CREATE TABLE board_interest (
    meeting_id uuid NOT NULL REFERENCES board_meeting (id),
    integration_id uuid NOT NULL REFERENCES integration (id),
    user_id uuid NOT NULL REFERENCES portal_user (id),
    what text NOT NULL,
    PRIMARY KEY (meeting_id, integration_id, user_id)
);
