/** A cell of a CSV file (RFC 4180): in quotes where it needs them, and no text that a spreadsheet would take for a formula. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  const text = typeof value === 'string' ? withoutFormula(value) : String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A cell between tabs, which has no quotes: one line, and no text that a spreadsheet would take for a formula. */
export function tsvCell(value: string): string {
  return withoutFormula(value.replaceAll(/\s+/g, ' '))
}

/** Labels and notes come from anywhere. */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
}
