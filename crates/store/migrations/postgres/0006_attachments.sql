-- A file of text that travels with a mail, such as an entry for a calendar.

ALTER TABLE message ADD COLUMN attachment_name text;
ALTER TABLE message ADD COLUMN attachment_type text;
ALTER TABLE message ADD COLUMN attachment text;
