import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Decision, isBetter } from './decisions.ts'
import { type Halving, arrive, promote, promoteLast, rungSteps } from './halving.ts'
import { judgeByMedian } from './median.ts'

test('rungs are eta times as far apart each, and end before the runs do', () => {
  expect(rungSteps({ eta: 3, least: 30, most: 270 })).toEqual([30, 90])
  expect(rungSteps({ eta: 2, least: 100, most: 100 })).toEqual([])
})

/** A sweep of so many values, one run after the other, each with its value from its first evaluation on. */
function halve(halving: Halving, values: readonly number[]): { decisions: Decision[]; ended: number[] } {
  const decisions: Decision[] = []
  const ended: number[] = []
  const waiting = values.map((_, index) => index + 1)
  const train = (number: number, from: number): void => {
    for (let rung = from; rung < halving.rungs.length; rung++) {
      const arrival = { number, rung, step: halving.rungs[rung] ?? 0, value: values[number - 1] ?? NaN }
      const decision = arrive(halving, decisions, arrival)
      decisions.push(decision)
      if (decision.verdict === 'waits') return
    }
    ended.push(number)
  }
  for (;;) {
    const canGoOn = () => true
    const next =
      promote(halving, decisions, canGoOn) ??
      (waiting.length === 0 && ended.length === 0 ? promoteLast(halving, decisions, canGoOn) : null)
    if (next) {
      decisions.push(next)
      train(next.number, next.rung + 1)
    } else {
      const fresh = waiting.shift()
      if (fresh === undefined) return { decisions, ended }
      train(fresh, 0)
    }
  }
}

test('whatever the values: the best run is trained to its end, few others are, and nothing is decided twice', () => {
  const rungs = [1, 3, 9]
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 1, maxLength: 60 }),
      fc.constantFrom('lower' as const, 'higher' as const),
      (values, better) => {
        const { decisions, ended } = halve({ eta: 3, better, rungs }, values)
        const best = values.reduce((a, b, index) => (isBetter(b, values[a] ?? NaN, better) ? index : a), 0) + 1
        expect(ended).toContain(best)
        // One in three of those that came goes on from each rung, and those that were among them before better ones came.
        for (const [rung] of rungs.entries()) {
          const came = new Set(decisions.filter((one) => one.rung === rung).map(({ number }) => number))
          const went = decisions
            .filter((one) => one.rung === rung && one.verdict === 'goes on')
            .map(({ number }) => number)
          expect(new Set(went).size).toBe(went.length)
          expect(went.length).toBeGreaterThanOrEqual(Math.floor(came.size / 3))
        }
        // The same again is decided the same.
        expect(halve({ eta: 3, better, rungs }, values)).toEqual({ decisions, ended })
      },
    ),
  )
})

test('a run without a value never goes on, and of equals the first one does', () => {
  const halving: Halving = { eta: 2, better: 'higher', rungs: [1] }
  expect(halve(halving, [NaN, NaN, NaN, 0.1]).ended).toEqual([4])
  expect(halve(halving, [0.5, 0.5]).ended).toEqual([1])
})

test('the median rule asks for others that have come as far, and looks at the best value so far', () => {
  const of = (...values: number[]) => values.map((value, index) => ({ step: 10 * index, value }))
  const others = [of(9, 4, 2), of(9, 5, 3), of(9, 6, 4)] // means up to step 20 without step 0: 3, 4, 5
  const judge = (evaluations: ReturnType<typeof of>, runs = 3, step = 20) =>
    judgeByMedian({ better: 'lower', runs }, { number: 9, step, evaluations }, others)
  expect(judge(of(9, 8, 4.1))).toEqual({ number: 9, rung: 0, step: 20, value: 4.1, verdict: 'stops', among: 4 })
  expect(judge(of(9, 3.9, 8))).toMatchObject({ value: 3.9, verdict: 'goes on' })
  expect(judge(of(9, NaN, NaN))).toMatchObject({ verdict: 'stops' })
  expect(judge(of(9, 8, 8), 4)).toMatchObject({ verdict: 'goes on', among: 4 })
  expect(judge(of(9, 8, 8, 8), 1, 30)).toMatchObject({ verdict: 'goes on', among: 1 })
})
