import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'

/** Milliseconds without anything drawn after which a page has settled. */
const QUIET = 600
/** After a page was loaded, until it asks and draws nothing more. */
const SETTLING = 1500
const DEADLINE = 90_000
/** How long a document gets to answer a question before it is asked again. */
const ANSWER = 5000

/**
 * Put into every page: when was drawn on a canvas, in bursts of how many points of lines; when the host said something last; and
 * when what was last measured began with something that the user did. It belongs to no component, so that they may change.
 */
const PROBE = `(() => {
  const probe = { bursts: [], paints: [], acted: 0, heard: 0 }
  window.__bench = probe
  const wrap = (prototype, name, note) => {
    const original = prototype[name]
    prototype[name] = function (...args) {
      note()
      return original.apply(this, args)
    }
  }
  let fresh = 0
  const point = () => { fresh += 1 }
  const stroke = () => {
    const now = performance.now()
    const burst = probe.bursts.at(-1)
    if (burst && now - burst.end < 40) Object.assign(burst, { end: now, points: burst.points + fresh })
    else probe.bursts.push({ end: now, points: fresh })
    fresh = 0
  }
  wrap(CanvasRenderingContext2D.prototype, 'lineTo', point)
  wrap(Path2D.prototype, 'lineTo', point)
  wrap(CanvasRenderingContext2D.prototype, 'stroke', stroke)
  wrap(CanvasRenderingContext2D.prototype, 'putImageData', () => { probe.paints.push(performance.now()) })
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args)
      this.addEventListener('message', () => { probe.heard = performance.now() })
    }
  }
  for (const type of ['click', 'input', 'keydown', 'pointerup', 'mouseup'])
    addEventListener(type, () => { probe.acted ||= performance.now() }, { capture: true })
})()`

/** What tells the rows apart of the table of runs, or of that of a sweep, in their order. */
const ROWS = `[...document.querySelectorAll('[data-testid="runs-table"] [data-testid^="run-r"], [data-testid="sweep-table"] tbody tr')]
  .map((row) => row.dataset.testid ?? row.textContent).join(' ')`

export interface Timed {
  /** Milliseconds that pass by the clock. */
  readonly wall: number
  /** Milliseconds for which the page's main thread had a core. */
  readonly busy: number
}

interface Drawing {
  readonly first: number
  readonly last: number
  readonly quiet: number
}

export interface BenchPage {
  readonly page: Page
  /** Opens an address within the application anew, as a reload does. */
  open(address: string): Promise<void>
  /** From the beginning of the load to the first rows of the table, and to when nothing moves any more. */
  firstRows(): Promise<Timed>
  /** From what the user does in `act` to the frame after the rows have become others. */
  otherRows(act: () => Promise<void>): Promise<Timed>
  /** From the beginning of the load to the last stroke of curves that have at least so many points. */
  drawn(points: number): Promise<Timed>
  /** The same from another page of the application, which was loaded before. */
  arrived(address: string, points: number): Promise<Timed>
  /** From another page of the application, which was loaded before, to the last of so many maps or more that are painted. */
  painted(address: string, maps: number): Promise<Timed>
  /** From what the user does in `act` to the end of the first drawing after it of so many points, and of the last. */
  redrawn(act: () => Promise<void>, points: number): Promise<{ first: Timed; last: Timed }>
  /** Waits until the host has sent nothing for a while. */
  heardAll(): Promise<void>
  /** Does `act` while nothing of the panels of a board is laid out or painted. */
  withoutPanels<Result>(act: () => Promise<Result>): Promise<Result>
  /** Milliseconds of the main thread while `act` goes on. */
  busyDuring(act: () => Promise<void>): Promise<number>
  /** Frames a second while `act` goes on. */
  framesDuring(act: () => Promise<void>): Promise<number>
  /** What is left in the page's heap after garbage was collected, typed arrays and the document included, in MB. */
  heap(): Promise<number>
  close(): Promise<void>
}

export async function openPage(browser: Browser, url: string): Promise<BenchPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addInitScript(PROBE)
  const page = await context.newPage()
  page.setDefaultTimeout(DEADLINE)
  const cdp = await context.newCDPSession(page)
  // Of the thread, not of the clock: so other programs that keep the cores busy are not counted.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(url)
  // The start leads on by itself, which another address that is gone to in that very moment would lose against.
  await page.waitForURL(/#\/(compare|data)/)
  const base = url.split('#')[0] ?? url
  let busyAtLoad = 0

  const number = async (expression: string): Promise<number> => Number(await page.evaluate(expression))
  /**
   * Asks again and again, since the page's own policy lets nothing be put into it that does; and without waiting long for an
   * answer, since a document that a reload takes away may never give one.
   */
  const until = async (condition: string): Promise<void> => {
    const end = Date.now() + DEADLINE
    for (;;) {
      const asked = page.evaluate<boolean>(condition)
      asked.catch(() => undefined) // heard below, unless it comes too late
      if (await Promise.race([asked, sleep(ANSWER, false)])) return
      if (Date.now() > end) throw new Error(`It was not so within ${DEADLINE / 1000} s: ${condition}`)
      await sleep(10)
    }
  }
  const busy = async () => (await metric(cdp, 'TaskDuration')) * 1000

  /** A page that is loaded by another process begins to count anew. */
  async function busySince(before: number): Promise<number> {
    const now = await busy()
    return now < before ? now : now - before
  }

  /** Waits until nothing of so many points was drawn for a while since `from`; gives the ends of the first and the last such drawing. */
  async function settled(from: number, points: number): Promise<{ first: number; last: number }> {
    const look = `(() => {
      const bursts = __bench.bursts.filter(({ end, points }) => end > ${from} && points >= ${points})
      const last = bursts.at(-1)
      return { first: bursts[0]?.end ?? 0, last: last?.end ?? 0, quiet: last ? performance.now() - last.end : 0 }
    })()`
    const end = Date.now() + DEADLINE
    for (;;) {
      const found = await page.evaluate<Drawing>(look)
      if (found.last > 0 && found.quiet >= QUIET) return found
      if (Date.now() > end) throw new Error(`Nothing with ${points} points was drawn within ${DEADLINE / 1000} s`)
      await sleep(50)
    }
  }

  /** Goes to an address from another page, which had time to load. */
  async function elsewhere(address: string): Promise<{ from: number; before: number }> {
    await page.goto(`${base}#/data`)
    await page.reload()
    await page.locator('[data-testid="connection"][data-status="connected"]').waitFor()
    await sleep(SETTLING)
    const before = await busy()
    const from = await number(`(location.hash = ${JSON.stringify(address)}, performance.now())`)
    return { from, before }
  }

  async function acting(act: () => Promise<void>): Promise<{ acted: number; before: number }> {
    const before = await busy()
    await page.evaluate('__bench.acted = 0')
    await act()
    await until('__bench.acted > 0')
    return { acted: await number('__bench.acted'), before }
  }

  return {
    page,
    async open(address) {
      await page.goto(`${base}#${address}`)
      busyAtLoad = await busy()
      await page.reload({ waitUntil: 'commit' })
    },
    async firstRows() {
      await until(`(() => {
        const look = () => {
          __bench.appeared = 0
          requestAnimationFrame((${ROWS}) ? () => { __bench.appeared = performance.now() } : look)
        }
        if (__bench.appeared === undefined) look()
        return __bench.appeared > 0
      })()`)
      return { wall: await number('__bench.appeared'), busy: await busySince(busyAtLoad) }
    },
    async otherRows(act) {
      await page.evaluate(`__bench.changed = 0; __bench.rows = (${ROWS}); (() => {
        const look = () => {
          if ((${ROWS}) === __bench.rows) return requestAnimationFrame(look)
          requestAnimationFrame(() => { __bench.changed = performance.now() })
        }
        requestAnimationFrame(look)
      })()`)
      const { acted, before } = await acting(act)
      await until('__bench.changed > 0')
      return { wall: (await number('__bench.changed')) - acted, busy: await busySince(before) }
    },
    async drawn(points) {
      const { last } = await settled(0, points)
      return { wall: last, busy: await busySince(busyAtLoad) }
    },
    async painted(address, maps) {
      const { from, before } = await elsewhere(address)
      const look = `(() => {
        const paints = __bench.paints.filter((at) => at > ${from})
        const last = paints.at(-1) ?? 0
        return { count: paints.length, last, quiet: performance.now() - last }
      })()`
      const end = Date.now() + DEADLINE
      for (;;) {
        const { count, last, quiet } = await page.evaluate<{ count: number; last: number; quiet: number }>(look)
        if (count > maps && quiet >= QUIET) return { wall: last - from, busy: await busySince(before) }
        if (Date.now() > end) throw new Error(`No ${maps} maps were painted within ${DEADLINE / 1000} s`)
        await sleep(50)
      }
    },
    async arrived(address, points) {
      const { from, before } = await elsewhere(address)
      const { last } = await settled(from, points)
      return { wall: last - from, busy: await busySince(before) }
    },
    async redrawn(act, points) {
      const { acted, before } = await acting(act)
      const { first, last } = await settled(acted, points)
      const work = await busySince(before)
      return { first: { wall: first - acted, busy: work }, last: { wall: last - acted, busy: work } }
    },
    async heardAll() {
      while ((await number('performance.now() - __bench.heard')) < SETTLING) await sleep(50)
    },
    async withoutPanels(act) {
      const hide = (rule: string) =>
        page.evaluate(`(__bench.sheet ??= (() => {
          const sheet = new CSSStyleSheet()
          document.adoptedStyleSheets.push(sheet)
          return sheet
        })()).replaceSync('${rule}')`)
      await hide('[data-testid=panels] { display: none !important }')
      const result = await act()
      await hide('')
      return result
    },
    async busyDuring(act) {
      const before = await busy()
      await act()
      return await busySince(before)
    },
    async framesDuring(act) {
      await page.evaluate(`__bench.frames = []; (() => {
        const frame = () => { __bench.frames.push(performance.now()); if (__bench.frames) __bench.handle = requestAnimationFrame(frame) }
        __bench.handle = requestAnimationFrame(frame)
      })()`)
      await act()
      return number(
        'cancelAnimationFrame(__bench.handle), (1000 * (__bench.frames.length - 1)) / (__bench.frames.at(-1) - __bench.frames[0])',
      )
    },
    async heap() {
      await cdp.send('HeapProfiler.collectGarbage')
      await cdp.send('HeapProfiler.collectGarbage')
      const { usedSize, embedderHeapUsedSize, backingStorageSize } = await cdp.send('Runtime.getHeapUsage')
      return (usedSize + embedderHeapUsedSize + backingStorageSize) / 2 ** 20
    },
    close: () => context.close(),
  }
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find((one) => one.name === name)?.value ?? NaN
}
