/** Datasets that were imported. Their pairs lie in folders; here is what users make of them. */
export const datasets = `
CREATE TABLE dataset (
  id TEXT PRIMARY KEY,            -- the name of its folder
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '', -- Markdown
  digest TEXT NOT NULL,           -- SHA-256 of its pairs, in hexadecimal
  pairs INTEGER NOT NULL,
  splits_json TEXT NOT NULL,      -- how many pairs each split has
  recipe_json TEXT NOT NULL,
  parent TEXT,                    -- the dataset it was derived from
  created INTEGER NOT NULL,       -- milliseconds since 1970
  discarded INTEGER               -- when it was deleted with a way back; NULL while it is not
) STRICT;
CREATE INDEX dataset_by_digest ON dataset (digest);

CREATE TABLE dataset_tag (
  dataset TEXT NOT NULL REFERENCES dataset ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (dataset, tag)
) STRICT, WITHOUT ROWID;
`
