-- The portfolio shows what has waited longest first. What waits for nobody counts from when it was last changed.

DROP INDEX integration_touched_at_idx;
CREATE INDEX integration_longest_wait_idx ON integration (coalesce(turn_since, touched_at), id);
