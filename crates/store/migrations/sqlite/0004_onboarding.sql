-- Integrations: the log of each, which is the truth, and rows for lists, which are computed from it in the same transaction.

CREATE TABLE integration (
    id TEXT NOT NULL PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES product (id),
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    -- What people say on the telephone.
    reference TEXT NOT NULL UNIQUE,
    started_at TEXT NOT NULL,
    -- The last event of the log and its hash.
    position INTEGER NOT NULL,
    head BLOB NOT NULL,
    -- From here on: how it stood when it was last looked at. Any of it can be computed again from the log.
    edition TEXT NOT NULL,
    -- Absent once the last stage is over.
    stage TEXT,
    next_gate TEXT,
    unmet INTEGER NOT NULL,
    -- partner, service, both or nobody.
    turn TEXT NOT NULL,
    turn_since TEXT,
    next_step TEXT NOT NULL,
    -- paused or withdrawn.
    hold TEXT,
    project_manager TEXT REFERENCES portal_user (id),
    touched_at TEXT NOT NULL,
    -- When time alone may change how it stands.
    recheck_at TEXT
) STRICT;

CREATE INDEX integration_product_id_idx ON integration (product_id);
CREATE INDEX integration_organisation_id_idx ON integration (organisation_id);
CREATE INDEX integration_project_manager_idx ON integration (project_manager, touched_at);
CREATE INDEX integration_touched_at_idx ON integration (touched_at, id);
CREATE INDEX integration_turn_idx ON integration (turn, turn_since);
CREATE INDEX integration_recheck_at_idx ON integration (recheck_at);

CREATE TABLE integration_event (
    integration_id TEXT NOT NULL REFERENCES integration (id),
    position INTEGER NOT NULL,
    at TEXT NOT NULL,
    -- A user's id, or slipway or operator.
    actor TEXT NOT NULL,
    -- JSON to the letter: the hash is over its letters.
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (integration_id, position)
) STRICT;

-- What waits for somebody with a role, computed like the rows of integration.
CREATE TABLE integration_turn (
    integration_id TEXT NOT NULL REFERENCES integration (id),
    role TEXT NOT NULL,
    check_id TEXT NOT NULL,
    -- Whether the next gate waits for it.
    is_next INTEGER NOT NULL,
    since TEXT NOT NULL,
    title TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (integration_id, role, check_id)
) STRICT;

CREATE INDEX integration_turn_role_idx ON integration_turn (role, since);

-- Files. What they mean is in the log.
CREATE TABLE document (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    integration_id TEXT NOT NULL REFERENCES integration (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    content BLOB NOT NULL,
    added_by TEXT NOT NULL REFERENCES portal_user (id),
    added_at TEXT NOT NULL
) STRICT;

CREATE INDEX document_integration_id_idx ON document (integration_id);

-- Answers of the public eligibility check, found by the cookie of the browser that gives them.
CREATE TABLE eligibility_check (
    hash BLOB NOT NULL PRIMARY KEY,
    edition TEXT NOT NULL,
    -- JSON: field to answer.
    answers TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE board_meeting (
    id TEXT NOT NULL PRIMARY KEY,
    on_date TEXT NOT NULL UNIQUE,
    papers_freeze_at TEXT NOT NULL,
    quorum INTEGER NOT NULL,
    -- JSON of the papers as they were frozen, to the letter, and its hash.
    pack TEXT,
    pack_sha256 BLOB,
    frozen_at TEXT,
    minute TEXT,
    closed_at TEXT
) STRICT;

CREATE TABLE board_item (
    meeting_id TEXT NOT NULL REFERENCES board_meeting (id),
    integration_id TEXT NOT NULL REFERENCES integration (id),
    decision TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (meeting_id, integration_id, decision)
) STRICT;

CREATE INDEX board_item_integration_id_idx ON board_item (integration_id);

CREATE TABLE board_attendance (
    meeting_id TEXT NOT NULL REFERENCES board_meeting (id),
    user_id TEXT NOT NULL REFERENCES portal_user (id),
    is_present INTEGER NOT NULL,
    has_read INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, user_id)
) STRICT;

-- A member who has an interest in an item does not decide it and does not count for its quorum.
CREATE TABLE board_interest (
    meeting_id TEXT NOT NULL REFERENCES board_meeting (id),
    integration_id TEXT NOT NULL REFERENCES integration (id),
    user_id TEXT NOT NULL REFERENCES portal_user (id),
    what TEXT NOT NULL,
    PRIMARY KEY (meeting_id, integration_id, user_id)
) STRICT;
