/** How much of the attention the windows of local attention cut off. */
export const windowsOutside = `
ALTER TABLE attention ADD COLUMN outside BLOB; -- float16 [layer, head, target], packed as weights are; NULL without a window, or where nobody measured it
`
