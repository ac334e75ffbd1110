/** What users make of runs, boards, and what holds for the whole data folder. */
export const marksAndBoards = `
ALTER TABLE run ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT ''; -- Markdown
ALTER TABLE run ADD COLUMN colour TEXT;                   -- #rrggbb; NULL where none was given
ALTER TABLE run ADD COLUMN discarded INTEGER;             -- when it was deleted with a way back; NULL while it is not

CREATE TABLE tag (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE board (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  board_json TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
) STRICT;

CREATE TABLE preference (
  name TEXT PRIMARY KEY,
  value_json TEXT NOT NULL
) STRICT;
`
