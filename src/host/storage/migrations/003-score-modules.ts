/** Scores of the user's own, as they were when the user said yes to running them, and the runs that use them. */
export const scoreModules = `
CREATE TABLE score_module (
  digest TEXT PRIMARY KEY,        -- SHA-256 of the content in UTF-8, hexadecimal
  file TEXT NOT NULL,             -- where it lay then
  content TEXT NOT NULL,
  trusted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE run ADD COLUMN score_module TEXT REFERENCES score_module;
`
