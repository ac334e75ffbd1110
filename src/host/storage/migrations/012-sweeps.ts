/** Sweeps, the runs that they stand for, and what was decided about them. Runs know theirs. */
export const sweeps = `
CREATE TABLE sweep (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sweep_json TEXT NOT NULL,       -- as its file has it, files named from the root
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'finished')),
  reason TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
) STRICT;

CREATE TABLE sweep_run (
  sweep TEXT NOT NULL REFERENCES sweep ON DELETE CASCADE,
  number INTEGER NOT NULL,        -- from 1, in the order in which they are to be trained
  digest TEXT NOT NULL,           -- SHA-256 of its configuration without the name: nothing is trained twice
  label TEXT NOT NULL,            -- what it differs from the base in, in words
  point_json TEXT NOT NULL,       -- the same as settings by their paths
  steps INTEGER NOT NULL,
  held INTEGER NOT NULL DEFAULT 0, -- ended with the sweep, and goes on with it
  PRIMARY KEY (sweep, number),
  UNIQUE (sweep, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_decision (
  sweep TEXT NOT NULL,
  place INTEGER NOT NULL,         -- from 1, in the order in which they were taken
  number INTEGER NOT NULL,
  rung INTEGER NOT NULL,          -- from 0, of halving; of the median rule 0
  step INTEGER NOT NULL,          -- of the evaluation that was looked at
  value REAL,                     -- there; NULL is NaN
  verdict TEXT NOT NULL CHECK (verdict IN ('goes on', 'waits', 'stops')),
  among INTEGER NOT NULL,         -- how many runs were known there
  time INTEGER NOT NULL,
  PRIMARY KEY (sweep, place),
  FOREIGN KEY (sweep, number) REFERENCES sweep_run ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

ALTER TABLE run ADD COLUMN sweep TEXT;           -- no reference: where a sweep is lost, its runs are not
ALTER TABLE run ADD COLUMN sweep_number INTEGER; -- which of the sweep's it is
CREATE INDEX run_of_sweep ON run (sweep, sweep_number) WHERE sweep IS NOT NULL;
`
