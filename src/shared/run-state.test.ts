import { describe, expect, it } from 'vitest'
import { RUN_STATES, canResume, canTransition, hasEnded, isActive } from './run-state.ts'

describe('run states', () => {
  it('every active state can end by losing its worker, and only paused and ended runs can be resumed', () => {
    for (const state of RUN_STATES) {
      if (isActive(state)) expect(canTransition(state, 'interrupted')).toBe(true)
      if (canResume(state)) expect(hasEnded(state) || state === 'paused').toBe(true)
    }
    expect(canResume('finished')).toBe(false)
    expect(canResume('interrupted')).toBe(true)
  })

  it('a paused run goes on through the queue, and nothing starts without being queued', () => {
    expect(canTransition('running', 'paused') && canTransition('paused', 'queued')).toBe(true)
    for (const state of RUN_STATES) if (hasEnded(state)) expect(canTransition(state, 'running')).toBe(false)
  })
})
