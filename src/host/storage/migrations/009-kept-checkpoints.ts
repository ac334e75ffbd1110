/** Checkpoints that stay beside best and last, by `training.keep`: the model alone. */
export const keptCheckpoints = `
CREATE TABLE kept_checkpoint (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  file TEXT NOT NULL,             -- name inside the run's checkpoints folder
  bytes INTEGER NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
`
