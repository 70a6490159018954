-- What somebody may look at though nothing waits for it: newest files of evidence that needs no acceptance, and replies to questions.
-- Computed from the log like integration_turn, in the same transaction.

CREATE TABLE integration_look (
    integration_id TEXT NOT NULL REFERENCES integration (id),
    -- file or reply.
    kind TEXT NOT NULL,
    -- The id of the evidence, or the number of the question.
    subject TEXT NOT NULL,
    -- Whom it is for: a role, or the user who asked.
    reader TEXT NOT NULL,
    since TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    -- Whether something was there before that this one replaces.
    is_again INTEGER NOT NULL,
    PRIMARY KEY (integration_id, kind, subject)
) STRICT;

CREATE INDEX integration_look_reader_idx ON integration_look (kind, reader, since);

INSERT INTO integration_to_fold (integration_id) SELECT DISTINCT integration_id FROM integration_event
WHERE body LIKE '{"event":"evidence-added"%' OR body LIKE '{"event":"replied"%'
ON CONFLICT (integration_id) DO NOTHING;
