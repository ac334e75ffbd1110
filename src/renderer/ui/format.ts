import { counted } from '../../shared/counted.ts'
import { METRICS, type MetricName } from '../../shared/metrics.ts'

const NARROW_SPACE = '\u202f'

/** A whole number in groups of three, with narrow spaces that never break. */
export function count(value: number): string {
  return GROUPS.format(Math.round(value)).replaceAll(',', NARROW_SPACE)
}
const GROUPS = new Intl.NumberFormat('en') // made once: a table asks for thousands

/** “1 run”, “3 runs”: as messages have it, but grouped as the window's other numbers are. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return counted(value, one, many).replaceAll(',', NARROW_SPACE)
}

/** A text of the host with its numbers grouped as the window's are; what is quoted stays as it is. */
export function groupedText(text: string): string {
  return text.replaceAll(GROUPED, (part) => (part.startsWith('“') ? part : part.replaceAll(',', NARROW_SPACE)))
}
const GROUPED = /“[^”]*”|(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d|[,.]\d)/g

/** Up to four significant digits, plain notation where it stays short. */
export function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 100_000 || size < 0.0001) return value.toExponential(2).replace('e+', 'e')
  if (size >= 1000) return count(value)
  return String(Number(value.toPrecision(size >= 100 ? 4 : 3)))
}

/** So many places behind the point, so that numbers below each other are even, with a minus sign that is as wide as a plus. */
export function fixed(value: number, digits = 3): string {
  return value.toFixed(digits).replace('-', '−')
}

export function percent(share: number, digits = 1): string {
  if (!Number.isFinite(share)) return number(share)
  return `${(share * 100).toFixed(digits)} %`
}

/** A metric's value the way its unit is read. */
export function metricValue(name: MetricName, value: number | undefined): string {
  if (value === undefined) return '–'
  const { unit } = METRICS[name]
  if (!Number.isFinite(value)) return number(value)
  if (unit === 'ratio') return percent(value)
  if (unit === 'points') return value.toFixed(1)
  if (unit === 'seconds') return duration(value)
  if (unit === 'nats' || unit === 'plain' || unit === 'norm')
    return Math.abs(value) < 100 ? value.toFixed(3) : number(value)
  return number(value)
}

/** A difference in points, with its sign: a share that goes from 40 % to 50 % rises by 10 of them, which is no 10 %. */
export function points(value: number): string {
  return signed(value, Number.isFinite(value) ? Math.abs(value).toFixed(1) : number(Math.abs(value)))
}

/** How far a metric's value lies from another one, with its sign. */
export function metricDifference(name: MetricName, difference: number): string {
  const { unit } = METRICS[name]
  if (unit === 'ratio') return `${points(100 * difference)} points`
  return signed(difference, metricValue(name, Math.abs(difference)))
}

function signed(value: number, size: string): string {
  return `${value < 0 ? '−' : value > 0 ? '+' : '±'}${size}`
}

/** “12 s”, “3 min 20 s”, “2 h 5 min”. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return minutes < 10 && whole % 60 > 0 ? `${minutes} min ${whole % 60} s` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return `${Math.round(hours / 24)} days`
}

/** A step for the ticks of a time axis of so many seconds: six or so, on round times. */
export function timeStep(seconds: number): number {
  const steps = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400]
  return steps.find((step) => seconds / step <= 6) ?? 86_400 * Math.ceil(seconds / 86_400 / 6)
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let scaled = value / 1024
  let unit = 0
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024
    unit += 1
  }
  return `${scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${units[unit] ?? ''}`
}

/** “just now”, “5 min ago”, else the date and time. */
export function ago(time: number, now: number): string {
  const seconds = (now - time) / 1000
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return dateTime(time)
}

/** 2026-03-09 14:05, local time. */
export function dateTime(time: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

export function clock(time: number): string {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
