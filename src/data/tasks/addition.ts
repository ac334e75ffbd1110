import type { Alignment } from '../../shared/contract/attention.ts'
import type { RandomStream } from '../../shared/random.ts'
import type { Task, TaskFamily, TaskSettings } from './task.ts'

/**
 * `12+345` → `357`, most significant digit first. One family for each pair of digit counts. No number but 0 begins
 * with 0.
 *
 * Which digit “made” a digit of the sum is not one thing, so there are no sure links. Possible are the digits of the
 * same column and of the column to its right, where the carry comes from.
 */
export const additionTask: Task = {
  id: 'addition',
  title: 'Addition',
  description:
    'Add two numbers digit by digit. Possible links join a digit of the sum to its column and the one the carry comes from.',
  tokenizer: 'character',
  hasAlignment: true,
  families(settings) {
    return digitCounts(settings).flatMap((left) => digitCounts(settings).map((right) => family(left, right)))
  },
}

function digitCounts({ minimumLength, maximumLength }: TaskSettings): number[] {
  return Array.from({ length: maximumLength - minimumLength + 1 }, (_, i) => minimumLength + i)
}

function family(left: number, right: number): TaskFamily {
  return {
    size: numbersOf(left) * numbersOf(right),
    draw(random) {
      const first = drawNumber(left, random)
      const second = drawNumber(right, random)
      const sum = (BigInt(first) + BigInt(second)).toString()
      return { source: `${first}+${second}`, target: sum, alignment: columnLinks(left, right, sum.length) }
    },
  }
}

function numbersOf(digits: number): number {
  return digits === 1 ? 10 : 9 * 10 ** (digits - 1)
}

function drawNumber(digits: number, random: RandomStream): string {
  return Array.from({ length: digits }, (_, i) =>
    i === 0 && digits > 1 ? 1 + random.integer(9) : random.integer(10),
  ).join('')
}

function columnLinks(left: number, right: number, digits: number): Alignment {
  const possible: (readonly [number, number])[] = []
  const link = (digitsOfNumber: number, end: number, column: number, target: number) => {
    if (column >= 0 && column < digitsOfNumber) possible.push([end - column, target])
  }
  for (let target = 0; target < digits; target++) {
    const column = digits - 1 - target // counted from the right
    for (const at of [column, column - 1]) {
      link(left, left - 1, at, target)
      link(right, left + right, at, target)
    }
  }
  return { sure: [], possible }
}
