import { expect, it } from 'vitest'
import { SaccadeError } from '../../shared/errors.ts'
import { PAGE, createPagedRows } from './paged-rows.ts'

interface Asked {
  readonly offset: number
  readonly signal: AbortSignal
  come(): Promise<void>
  fail(reason: Error): Promise<void>
}

/** A million rows whose pages come when they are told to. */
function million() {
  const asked: Asked[] = []
  const told = { rows: 0, errors: [] as unknown[] }
  const page = (offset: number) => Array.from({ length: PAGE }, (_, i) => `row ${offset + i}`)
  const paged = createPagedRows({
    first: page(0),
    fetch: (offset, signal) =>
      new Promise<string[]>((resolve, reject) => {
        const settled = async (settle: () => void) => {
          settle()
          await Promise.resolve()
          await Promise.resolve()
        }
        asked.push({
          ...{ offset, signal },
          come: () => settled(() => resolve(page(offset))),
          fail: (reason: Error) => settled(() => reject(reason)),
        })
      }),
    onRows: () => (told.rows += 1),
    onError: (reason) => told.errors.push(reason),
  })
  const offsets = () => asked.map(({ offset }) => offset)
  return { paged, asked, offsets, told }
}
const window = (first: number) => Array.from({ length: 40 }, (_, i) => first + i)

it('asks for the pages of the window and of a row far from it, and for none between', async () => {
  const { paged, asked, offsets, told } = million()
  paged.want([...window(0), 999_999])
  expect(offsets()).toEqual([999_900])
  paged.want([5, ...window(333_280)])
  expect(offsets()).toEqual([999_900, 333_200, 333_300])
  paged.want([5, ...window(333_280)])
  expect(asked).toHaveLength(3)
  await asked[1]?.come()
  expect([paged.row(5), paged.row(333_290), paged.row(333_310)]).toEqual(['row 5', 'row 333290', undefined])
  expect(told).toEqual({ rows: 1, errors: [] })
})

it('gives up what has left the window, and asks for it anew when that comes back', async () => {
  const { paged, asked, offsets, told } = million()
  paged.want(window(5000))
  paged.want(window(9000))
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
  paged.want(window(5000))
  expect(offsets()).toEqual([5000, 9000, 5000])
  await asked[0]?.fail(new SaccadeError('aborted', 'Given up.'))
  await asked[2]?.come()
  expect(paged.row(5000)).toBe('row 5000')
  await asked[1]?.come()
  expect(paged.row(9000)).toBeUndefined()
  paged.want(window(20_000))
  await asked[3]?.fail(new SaccadeError('storage', 'It broke.'))
  expect(told.errors).toHaveLength(1)
  paged.want(window(30_000))
  paged.end()
  expect(asked[4]?.signal.aborted).toBe(true)
})

it('keeps what was seen last, and not everything that was ever seen', async () => {
  const { paged, asked } = million()
  for (let first = 0; first < 500 * PAGE; first += PAGE) {
    paged.want([7, ...window(first)])
    await asked.at(-1)?.come()
  }
  const kept = Array.from({ length: 500 }, (_, page) => page).filter((page) => paged.row(page * PAGE) !== undefined)
  expect(kept).toEqual([0, ...Array.from({ length: 21 }, (_, i) => 479 + i)])
})
