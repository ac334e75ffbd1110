import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onStopWish } from './stop-wish.ts'

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
})
