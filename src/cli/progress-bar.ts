import process from 'node:process'
import type { TrainerProgress } from '../shared/contract/trainer.ts'
import { cutText, visibleLine } from '../shared/visible-text.ts'
import { formatDuration } from './format.ts'

/** One line at the bottom of a terminal that is drawn over; other lines go above it. */
export interface ProgressBar {
  show(progress: TrainerProgress, note: string): void
  /** Prints a line above the bar. */
  above(print: () => void): void
  clear(): void
}

const WIDTH = 24

export function createProgressBar(terminal: NodeJS.WriteStream = process.stderr): ProgressBar {
  let line = ''
  const draw = (): void => void terminal.write(`\r\x1b[K${line}`)
  return {
    show(progress, note) {
      line = cutText(visibleLine(renderProgress(progress, note)), Math.max(1, (terminal.columns || 80) - 1))
      draw()
    },
    above(print) {
      terminal.write('\r\x1b[K')
      print()
      draw()
    },
    clear() {
      line = ''
      draw()
    },
  }
}

/** `━━━━━─────  500/3000 · epoch 3 · 1:20 left · loss 0.31` */
export function renderProgress(
  { phase, step, steps, epoch, secondsLeft, text }: TrainerProgress,
  note: string,
): string {
  const share = steps > 0 ? Math.min(1, step / steps) : 0
  const full = Math.round(share * WIDTH)
  const bar = '━'.repeat(full) + '─'.repeat(WIDTH - full)
  const parts = [`${step}/${steps}`]
  if (phase !== 'training') parts.push(text || phase)
  else if (epoch > 0) parts.push(`epoch ${epoch.toFixed(1)}`)
  if (secondsLeft !== null) parts.push(`${formatDuration(secondsLeft)} left`)
  if (note) parts.push(note)
  return `${bar}  ${parts.join(' · ')}`
}
