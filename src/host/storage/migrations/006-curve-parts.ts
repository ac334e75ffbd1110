import { packCurves } from '../curve-parts.ts'
import type { Migrate } from './migration.ts'

/** Curves in a short form beside their rows, made of the rows that there are. */
export const curveParts: Migrate = (database, tell) => {
  database.exec(`
CREATE TABLE curve_part (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  metric INTEGER NOT NULL REFERENCES metric_name,
  last INTEGER NOT NULL,          -- its last step; it holds every row after the last step of the part before it
  first INTEGER NOT NULL,         -- its first step
  points BLOB NOT NULL,           -- float64, low bytes first: the values (NaN as it is), and before them the steps
  spaced INTEGER NOT NULL,        -- 1 where steps are evenly spaced from first to last, and left out of the points
  PRIMARY KEY (run, metric, last)
) STRICT;
`)
  packCurves(database, tell)
}
