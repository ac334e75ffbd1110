/** What the best and the last checkpoint of a run say of the validation pairs, and those pairs, which runs of the same data share. */
export const outputs = `
CREATE TABLE pair_list (
  digest TEXT PRIMARY KEY,        -- SHA-256 of the content before it was packed
  content BLOB NOT NULL           -- JSON, deflated
) STRICT;

CREATE TABLE output (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,          -- of the checkpoint that said it
  pair_list TEXT NOT NULL REFERENCES pair_list,
  pairs INTEGER NOT NULL,         -- so many of the list, from its beginning
  left_out INTEGER NOT NULL,      -- the others, for which there was no room
  content BLOB NOT NULL,          -- columns of whole numbers, then the scores as float32, deflated
  UNIQUE (run, step)
) STRICT;
CREATE INDEX output_of_pair_list ON output (pair_list);

CREATE TRIGGER pair_list_unused AFTER DELETE ON output
WHEN NOT EXISTS (SELECT 1 FROM output WHERE pair_list = OLD.pair_list)
BEGIN
  DELETE FROM pair_list WHERE digest = OLD.pair_list;
END;
`
