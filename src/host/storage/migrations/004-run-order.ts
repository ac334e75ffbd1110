/** One order of runs, also of those made in the same millisecond; and paused runs that keep their place. */
export const runOrder = `
ALTER TABLE run ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;    -- ascending in the order of creation
UPDATE run SET sequence = place
  FROM (SELECT id AS placed, row_number() OVER (ORDER BY created, rowid) AS place FROM run)
  WHERE id = placed;
CREATE UNIQUE INDEX run_by_sequence ON run (sequence);
DROP INDEX run_by_creation;

ALTER TABLE run ADD COLUMN keeps_place INTEGER NOT NULL DEFAULT 0; -- 1 while it is paused and no other run may start instead
`
