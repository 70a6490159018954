-- Which mails somebody wants, what waits for their mail of the day, and when those whom an integration waits for are reminded.

CREATE TABLE notice_preference (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES portal_user (id) ON DELETE CASCADE,
    -- Everything of a day in one mail, instead of each thing at once.
    daily INTEGER NOT NULL,
    -- The last day on which nothing is sent.
    away_until TEXT,
    -- The day of the last daily mail.
    daily_on TEXT
) STRICT;

-- Integrations that somebody does not want to hear of.
CREATE TABLE notice_mute (
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    integration_id TEXT NOT NULL REFERENCES integration (id),
    PRIMARY KEY (user_id, integration_id)
) STRICT;

-- What waits for somebody's daily mail.
CREATE TABLE notice (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES portal_user (id) ON DELETE CASCADE,
    integration_id TEXT NOT NULL REFERENCES integration (id),
    subject TEXT NOT NULL,
    -- JSON of its paragraphs, to the letter.
    blocks TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX notice_user_id_idx ON notice (user_id, id);

-- When an integration has to be looked at for reminders: whoever moves the moment on sends what fell due.
CREATE TABLE reminder (
    integration_id TEXT NOT NULL PRIMARY KEY REFERENCES integration (id),
    due_at TEXT NOT NULL
) STRICT;

CREATE INDEX reminder_due_at_idx ON reminder (due_at);

INSERT INTO reminder (integration_id, due_at) SELECT id, started_at FROM integration;
