import { describe, expect, it } from 'vitest'
import { takeToken } from './token.ts'

function places(hash: string, kept: string | null = null) {
  const stored = new Map<string, string>(kept === null ? [] : [['saccade.token', kept]])
  const seen: string[] = []
  return {
    seen,
    stored,
    location: { hash, pathname: '/', search: '' },
    history: {
      replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void seen.push(String(url)),
    },
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
  }
}

describe('the token of a launch', () => {
  it('leaves the address and is kept for a reload', () => {
    const page = places('#token=abc_D-9')
    expect(takeToken(page)).toBe('abc_D-9')
    expect(page.seen).toEqual(['/'])
    expect(takeToken(places('', page.stored.get('saccade.token')))).toBe('abc_D-9')
  })

  it('replaces the one of an earlier launch', () => {
    const page = places('#token=new', 'old')
    expect(takeToken(page)).toBe('new')
    expect(page.stored.get('saccade.token')).toBe('new')
  })

  it('leaves an ordinary address alone', () => {
    const page = places('#/runs')
    expect(takeToken(page)).toBe('')
    expect(page.seen).toEqual([])
  })
})
