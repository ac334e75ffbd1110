/** Where the windows of local attention stood. */
export const windows = `
ALTER TABLE attention ADD COLUMN centres BLOB; -- float16 [layer, target], packed as weights are; NULL without a window
ALTER TABLE attention ADD COLUMN reach REAL;   -- source positions to each side of a centre; NULL without a window
`
