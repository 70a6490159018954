-- A file of text that travels with a mail, such as an entry for a calendar.

ALTER TABLE message ADD COLUMN attachment_name TEXT;
ALTER TABLE message ADD COLUMN attachment_type TEXT;
ALTER TABLE message ADD COLUMN attachment TEXT;
