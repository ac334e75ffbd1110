// How values are written in a query. Each reader gives null for what it cannot read.

const SPECIAL: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '+inf': Infinity, '-inf': -Infinity }

/** `0.95`, `95%`, `1e-3`, `nan`, `inf`, `-inf` */
export function readNumber(text: string): number | null {
  const special = SPECIAL[text.toLowerCase()]
  if (special !== undefined) return special
  const [, digits, percent] = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%?)$/i.exec(text) ?? []
  if (digits === undefined) return null
  return Number(digits) / (percent ? 100 : 1)
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, min: 60, h: 3600, d: 86_400, w: 604_800 }

/** In seconds: `90`, `90s`, `1.5h` */
export function readDuration(text: string): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(s|min|h|d|w|)$/i.exec(text) ?? []
  const seconds = SECONDS[unit.toLowerCase()]
  return amount === undefined || seconds === undefined ? null : Number(amount) * seconds
}

/** First and last millisecond of a local day or minute: `2026-11-29`, `2026-11-29T10:30` */
export function readTime(text: string): readonly [number, number] | null {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?$/i.exec(text) ?? []
  if (year === undefined) return null
  const parts = [year, month, day, hour ?? 0, minute ?? 0].map(Number) as [number, number, number, number, number]
  const [y, m, d, h, min] = parts
  const start = new Date(y, m - 1, d, h, min)
  // A 31st of February would silently be a day of March.
  if (start.getMonth() !== m - 1 || start.getDate() !== d || h > 23 || min > 59) return null
  const end = hour === undefined ? new Date(y, m - 1, d + 1) : new Date(y, m - 1, d, h, min + 1)
  return [start.getTime(), end.getTime() - 1]
}

/** `yes`, `no`, `true`, `false` */
export function readFlag(text: string): boolean | null {
  const lower = text.toLowerCase()
  return lower === 'yes' || lower === 'true' ? true : lower === 'no' || lower === 'false' ? false : null
}
