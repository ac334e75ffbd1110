import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SaccadeError } from '../shared/errors.ts'
import { reportFailure } from './failure.ts'
import { onStopWish } from './stop-wish.ts'
import { withTaskProgress } from './task-progress.ts'

describe('onStopWish', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('hears a signal that comes twice at once as one wish, and a later one as the second', () => {
    const heard: string[] = []
    const stopListening = onStopWish({ first: () => heard.push('first'), second: () => heard.push('second') })
    process.emit('SIGINT')
    process.emit('SIGINT') // forwarded by the launcher
    expect(heard).toEqual(['first'])
    vi.advanceTimersByTime(1000)
    process.emit('SIGTERM')
    expect(heard).toEqual(['first', 'second'])
    expect(stopListening()).toBe(true)
  })

  it('makes of what was given up something that was stopped, not something that failed', async () => {
    const aborted = new SaccadeError('aborted', 'The import was stopped; nothing of it is kept')
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    let giveUp = (): void => undefined
    const work = withTaskProgress(
      { on: () => () => undefined, stop: async () => giveUp() },
      () => new Promise<never>((_, reject) => (giveUp = () => reject(aborted))),
    )
    process.emit('SIGINT')
    const reason: unknown = await work.catch((error: unknown) => error)
    expect(reportFailure(reason, { json: false })).toBe(130)
    expect(reportFailure(new SaccadeError('storage', 'The disk is full'), { json: false })).toBe(1)
    expect(written).toHaveBeenCalledWith(expect.stringContaining('was stopped'))
    written.mockRestore()
  })
})
