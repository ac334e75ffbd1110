import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileQuery } from './compile.ts'
import { completeQuery } from './complete.ts'
import type { Field, Fields } from './fields.ts'

interface Item {
  readonly name: string
  readonly score?: string
  readonly seed?: number
  readonly match?: number
  readonly tags?: readonly string[]
  readonly created?: number
  readonly took?: number
  readonly starred?: boolean
}

const all: readonly Field<Item>[] = [
  { name: 'name', title: 'Name', type: 'prose', read: ({ name }) => name },
  {
    name: 'model.attention.score',
    title: 'Score',
    type: 'word',
    values: ['dot', 'general'],
    read: ({ score }) => score,
  },
  {
    name: 'state',
    title: 'State',
    type: 'word',
    values: ['running', 'finished'],
    closed: true,
    read: () => 'running',
  },
  { name: 'seed', title: 'Seed', type: 'number', read: ({ seed }) => seed },
  { name: 'split.seed', title: 'Split seed', type: 'number', read: () => 7 },
  { name: 'valid/exact_match', title: 'Exact match', type: 'number', read: ({ match }) => match },
  { name: 'tag', title: 'Tag', type: 'word', values: ['final', 'to check'], read: ({ tags }) => tags },
  { name: 'created', title: 'Created', type: 'time', read: ({ created }) => created },
  { name: 'took', title: 'Took', type: 'duration', read: ({ took }) => took },
  { name: 'starred', title: 'Starred', type: 'flag', read: ({ starred }) => starred },
]
const fields: Fields<Item> = {
  offered: all,
  find: (name) => {
    const exact = all.filter((field) => field.name === name)
    return exact.length > 0 ? exact : all.filter((field) => field.name.endsWith(`.${name}`))
  },
  texts: ({ name, tags = [] }) => [name, ...tags],
}

const items: readonly Item[] = [
  {
    name: 'luong dot',
    score: 'dot',
    seed: 1,
    match: 0.97,
    tags: ['final'],
    created: +new Date(2026, 10, 29, 10, 30),
    took: 30,
  },
  { name: 'Luong general', score: 'general', seed: 2, match: 0.5, tags: ['to check'], took: 7200, starred: true },
  { name: 'plain (or not)', seed: 3, match: NaN },
  { name: 'bahdanau', score: 'additive', seed: 12 },
]

/** Numbers of the items that fit. */
function found(text: string): number[] {
  const query = compileQuery(text, fields)
  if (!query.ok) throw new Error(query.problem.message)
  return items.flatMap((item, index) => (query.matches(item) ? [index] : []))
}

function problem(text: string): { message: string; marked: string } {
  const query = compileQuery(text, fields)
  if (query.ok) throw new Error(`“${text}” is a query`)
  const { message, start, end } = query.problem
  return { message, marked: text.slice(start, end) }
}

describe('a query', () => {
  it.each([
    ['', [0, 1, 2, 3]],
    ['luong', [0, 1]],
    ['luong final', [0]],
    ['"(or not)"', [2]],
    ['name:luong-*', []],
    ['name:luong*', [0, 1]],
    ['score=dot', [0]],
    ['score:DOT', [0]],
    ['score:*d*', [0, 3]],
    ['score!=dot', [1, 2, 3]],
    ['score in dot,general', [0, 1]],
    ['score in (dot, general) and seed = 2', [1]],
    ['seed in 1..2', [0, 1]],
    ['seed in 1,3..12', [0, 2, 3]],
    ['seed>=3', [2, 3]],
    ['valid/exact_match > 0.95', [0]],
    ['valid/exact_match > 40%', [0, 1]],
    ['valid/exact_match = nan', [2]],
    ['not valid/exact_match > 0.9', [1, 2, 3]],
    ['has:valid/exact_match', [0, 1, 2]],
    ['tag:final or tag:"to check"', [0, 1]],
    ['not (tag:final or seed > 2)', [1]],
    ['luong or plain seed:3', [0, 1, 2]], // “and” binds first
    ['created:2026-11-29', [0]],
    ['created > 2026-11-29', []],
    ['created >= 2026-11-29T10:30', [0]],
    ['took > 1h', [1]],
    ['took < 1min', [0]],
    ['starred:yes', [1]],
    ['starred:no', []], // what says nothing fits no comparison
    ['not starred:yes', [0, 2, 3]],
    ['name:a:b', []],
    ['state:finished', []],
    ['state:Run*', [0, 1, 2, 3]],
    ['score:unheard', []], // others may come
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected))

  it.each([
    ['scor=dot', 'There is no field “scor”', 'scor'],
    ['seed = x', 'A number is wanted here', 'x'],
    ['score > 3', 'no order', 'score'],
    ['luong and', 'missing', ''],
    ['(luong', 'not closed', '('],
    ['luong)', 'Nothing was opened', ')'],
    ['name:"luong', 'not closed', '"luong'],
    ['seed in ..5', 'two ends', '..5'],
    ['or luong', 'before “or”', 'or'],
    ['created = 2026-02-31', 'A day such as', '2026-02-31'],
    ['!luong', 'not', '!'],
    ['starred:maybe', 'yes or no', 'maybe'],
    ['state:lost', 'State is one of running, finished', 'lost'],
    ['state in running,lost', 'State is one of running, finished', 'lost'],
    ['luong state!=l*', 'State is one of running, finished', 'l*'],
  ])('that cannot be read marks where: %s', (text, message, marked) => {
    const told = problem(text)
    expect(told.message).toContain(message)
    expect(told.marked).toBe(marked)
  })

  it('names what an ambiguous field may be', () => {
    const twice: Fields<Item> = { ...fields, find: (name) => all.filter((field) => field.name.endsWith(name)) }
    const query = compileQuery('seed=1', twice)
    expect(query).toMatchObject({
      ok: false,
      problem: { message: '“seed” may be seed, split.seed: write one of them' },
    })
  })

  it('of any text is read or marked, never more', () => {
    const pieces = [
      'luong',
      'and',
      'or',
      'not',
      'in',
      '(',
      ')',
      ',',
      '"',
      ':',
      '=',
      '!=',
      '>',
      'seed',
      '1..5',
      '\\',
      ' ',
      '*',
      '..',
      '𝒳',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), fc.string(), (parts, noise) => {
        const text = parts.join(' ') + noise
        const query = compileQuery(text, fields)
        if (query.ok) items.forEach((item) => query.matches(item))
        else {
          const { start, end } = query.problem
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(text.length)
        }
        completeQuery(text, text.length, fields)
      }),
    )
  })

  it('nested without end is refused', () => {
    expect(problem('('.repeat(5000)).message).toContain('Too many')
  })
})

describe('completing a query', () => {
  const options = (text: string) => completeQuery(text, text.length, fields).options.map((option) => option.text)

  it('offers fields where one may stand', () => {
    expect(options('se')).toEqual(['seed', 'split.seed'])
    expect(options('luong an')).toContain('and')
    expect(options('has:val')).toEqual(['valid/exact_match'])
  })

  it('offers no field for a word of the language that happens to stand in its name', () => {
    expect(options('sco')).toContain('model.attention.score')
    expect(options('luong or')).toEqual([])
    expect(options('or')).toEqual([])
    expect(options('tag:final and not')).toEqual([])
    expect(options('seed in')).toEqual([])
  })

  it('offers values where one is wanted, in quotes where they need them', () => {
    expect(options('score=')).toEqual(['dot', 'general'])
    expect(options('score in dot,g')).toEqual(['general'])
    expect(options('tag:')).toEqual(['final', '"to check"'])
    expect(options('not starred:')).toEqual(['yes', 'no'])
  })

  it('replaces only what was typed', () => {
    expect(completeQuery('luong score=d', 13, fields)).toMatchObject({ start: 12, end: 13 })
  })
})
