/** A cell of a CSV file (RFC 4180): in quotes where it needs them, and no text that a spreadsheet would take for a formula. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  const text = String(value ?? '')
  // Labels and notes come from anywhere.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
