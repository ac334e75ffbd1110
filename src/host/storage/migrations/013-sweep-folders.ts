/** Sweeps whose runs train elsewhere, as the tasks of a folder. */
export const sweepFolders = `
ALTER TABLE sweep ADD COLUMN folder TEXT;                            -- where its tasks lie; NULL where it trains here
ALTER TABLE sweep ADD COLUMN open_tasks INTEGER NOT NULL DEFAULT 0;  -- that have not come in from there yet
`
