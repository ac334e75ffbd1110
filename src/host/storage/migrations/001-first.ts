/**
 * Runs and everything kept of them. Conventions: times are milliseconds since 1970; a REAL that is NULL
 * stands for NaN, which SQLite does not have (infinities it does); columns named …_json hold JSON.
 */
export const first = `
CREATE TABLE run (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  preset TEXT NOT NULL,
  data_name TEXT NOT NULL,
  seed INTEGER NOT NULL,
  configuration_json TEXT NOT NULL,
  prepared_json TEXT,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  step INTEGER NOT NULL DEFAULT 0,
  steps INTEGER NOT NULL,
  queue_order INTEGER,            -- ascending; NULL when not queued
  best_metric TEXT NOT NULL,      -- which metric decides on the best checkpoint
  best_value REAL,
  best_step INTEGER               -- NULL while there is no best
) STRICT;
CREATE INDEX run_by_creation ON run (created);

CREATE TABLE transition (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  time INTEGER NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX transition_of_run ON transition (run, id);

CREATE TABLE metric_name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE metric (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  metric INTEGER NOT NULL REFERENCES metric_name,
  step INTEGER NOT NULL,
  value REAL,                     -- NULL is NaN
  PRIMARY KEY (run, metric, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('last', 'best')),
  step INTEGER NOT NULL,
  file TEXT NOT NULL,             -- name inside the run's checkpoints folder
  bytes INTEGER NOT NULL,
  PRIMARY KEY (run, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE watched (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  sentence INTEGER NOT NULL,
  source_json TEXT NOT NULL,
  reference_json TEXT NOT NULL,
  alignment_json TEXT,
  PRIMARY KEY (run, sentence)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
  run TEXT NOT NULL,
  sentence INTEGER NOT NULL,
  step INTEGER NOT NULL,
  text TEXT NOT NULL,             -- the free-running decode
  PRIMARY KEY (run, sentence, step),
  FOREIGN KEY (run, sentence) REFERENCES watched ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE attention (
  run TEXT NOT NULL,
  sentence INTEGER NOT NULL,
  step INTEGER NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('teacher-forced', 'free-running')),
  source_json TEXT NOT NULL,
  target_json TEXT NOT NULL,
  layers INTEGER NOT NULL,
  heads INTEGER NOT NULL,
  weights BLOB NOT NULL,          -- float16 [layer, head, target, source], low bytes then high bytes, deflated
  UNIQUE (run, sentence, step, mode),
  FOREIGN KEY (run, sentence, step) REFERENCES snapshot ON DELETE CASCADE
) STRICT;

CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  time INTEGER NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  text TEXT NOT NULL
) STRICT;
CREATE INDEX log_of_run ON log (run, id);
`
