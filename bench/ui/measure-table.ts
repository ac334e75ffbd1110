import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { HostApi } from '../../src/shared/contract/host.ts'
import { connect } from '../../src/shared/rpc/rpc.ts'
import { websocketChannel } from '../../src/shared/rpc/websocket-channel.ts'
import { socketProtocols } from '../../src/shared/served-address.ts'
import { type Measure, numbers, rounds, times } from './measure.ts'
import { type BenchPage, openPage } from './page.ts'

/** The run table: 1,000 runs × 10 metrics, from the load of the page to the first rows. */
export const tableOpens: Measure = {
  id: 'table',
  title: 'run table, 1,000 runs × 10 metrics',
  async run({ browser, sizes, serve }) {
    const app = await serve('many-wide')
    const page = await openPage(browser, app.url)
    const opened = await rounds(sizes.rounds, async () => {
      await page.open('/runs')
      return page.firstRows()
    })
    const sort = (title: RegExp) => () => heading(page, title).click()
    const sorted = await rounds(sizes.rounds, () => page.otherRows(sort(/valid.* loss/i)))
    const filter = page.page.getByLabel('Filter runs').first()
    const filtered = await rounds(sizes.rounds, async () => {
      const found = await page.otherRows(() => filter.fill('bigru-plain'))
      await page.otherRows(() => filter.fill(''))
      return found
    })
    await page.close()
    return [times('open to first rows', 300, opened), times('sort', 100, sorted), times('filter', 100, filtered)]
  },
}

/** The button of a column's head, or the head itself. */
function heading({ page }: BenchPage, title: RegExp) {
  const head = page.getByTestId('runs-table').getByRole('columnheader', { name: title }).first()
  return head.getByRole('button').or(head).first()
}

export const tableScrolls: Measure = {
  id: 'scroll',
  title: 'run table, 10,000 runs',
  async run({ browser, sizes, serve }) {
    const app = await serve('list')
    const page = await openPage(browser, app.url)
    const opened = await rounds(sizes.rounds, async () => {
      await page.open('/runs')
      return page.firstRows()
    })
    const box = await page.page.getByTestId('runs-table').boundingBox()
    await page.page.mouse.move((box?.x ?? 0) + 300, 500)
    const frames = await rounds(sizes.rounds, () => page.framesDuring(() => wheel(page, sizes.scrollMs)))
    await page.close()
    return [
      times('open to first rows', null, opened),
      numbers('scroll', 'frames/s', frames, { bound: 55, better: 'higher' }),
    ]
  },
}

async function wheel({ page }: BenchPage, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds
  while (Date.now() < end) {
    await page.mouse.wheel(0, 160)
    await sleep(10)
  }
}

/** The list of 1,000 runs as a page asks for it, without a page. */
export const listTravels: Measure = {
  id: 'list',
  title: 'one 1,000-run list over the wire',
  async run({ sizes, serve }) {
    const app = await serve('many-wide')
    const { origin, host, hash } = new URL(app.url)
    const token = /token=([^&]+)/.exec(hash)?.[1] ?? ''
    const socket = new WebSocket(`ws://${host}/socket`, socketProtocols(token), { headers: { origin } })
    let bytes = 0
    socket.on('message', (data) => (bytes += sizeOf(data)))
    const { api } = connect<HostApi>(websocketChannel(socket))
    const answers = await rounds(sizes.rounds + 1, async () => {
      bytes = 0
      const from = performance.now()
      await api.runs.list()
      return { wall: performance.now() - from, bytes }
    })
    socket.close()
    const counted = answers.slice(1) // the first one also opens the socket
    return [
      numbers(
        'time',
        'ms',
        counted.map(({ wall }) => wall),
        { bound: 100 },
      ),
      numbers(
        'size',
        'MB',
        counted.map((one) => one.bytes / 2 ** 20),
        { bound: 1 },
      ),
    ]
  },
}

function sizeOf(data: unknown): number {
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data.byteLength
  return Array.isArray(data) ? data.reduce<number>((sum, part) => sum + sizeOf(part), 0) : 0
}
