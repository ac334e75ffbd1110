import { describe, expect, it } from 'vitest'
import { RUN_STATES, canResume, canTransition, hasEnded, isActive } from './run-state.ts'

describe('run states', () => {
  it('every active state can end by losing its worker, and only ended runs can be resumed', () => {
    for (const state of RUN_STATES) {
      if (isActive(state)) expect(canTransition(state, 'interrupted')).toBe(true)
      if (canResume(state)) expect(hasEnded(state)).toBe(true)
    }
    expect(canResume('finished')).toBe(false)
    expect(canResume('interrupted')).toBe(true)
  })

  it('knows pause and resume in both directions and no short cut from queued to running', () => {
    expect(canTransition('running', 'paused') && canTransition('paused', 'running')).toBe(true)
    expect(canTransition('queued', 'running')).toBe(false)
  })
})
