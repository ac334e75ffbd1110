import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChosenFix } from '../../shared/datasets/fixing.ts'
import { SPLIT_NAMES } from '../../shared/datasets/splits.ts'
import { SCORE_COLUMNS } from './columns.ts'
import type { Texts } from './finding.ts'
import { opusFilterYaml } from './opusfilter-yaml.ts'
import { createFixer } from './plan-fix.ts'
import { FINDING_IDS, FINDINGS, PAIR_FINDINGS } from './registry.ts'
import { findIn, hardPair } from './test-support.ts'

/** What becomes of each pair: its texts, or why it goes. */
async function fixAll(pairs: readonly Texts[], fixes: readonly ChosenFix[], splits = new Uint8Array(pairs.length)) {
  const { columns } = await findIn(pairs, splits)
  const fixer = createFixer(fixes, {
    findings: FINDING_IDS,
    flags: (row) => columns.flags[row] ?? 0,
    original: (row) => columns.original[row] ?? -1,
    score: (name, row) => columns.score(SCORE_COLUMNS.findIndex((column) => column.name === name))[row],
  })
  const rows = pairs.map((texts, row) => fixer.next(row, texts, SPLIT_NAMES[splits[row] ?? 0] ?? 'train'))
  return { rows, plan: fixer.plan() }
}

describe('fixes', () => {
  it('keep the first of what repeats that no other fix leaves out', async () => {
    const control = 'ein Haus\u0007 steht hier.'
    const pairs = [
      { source: `${'x'.repeat(50)} ein Haus`, target: 'a house' },
      { source: `${'x'.repeat(50)} ein Haus`, target: 'a house' },
      { source: 'Ein Haus!', target: 'A house' },
      { source: 'ein haus', target: 'a house' },
      { source: 'ein haus', target: 'a house' },
      { source: control, target: 'b' },
    ]
    const { rows, plan } = await fixAll(pairs, [
      { finding: 'duplicate' },
      { finding: 'duplicate-letters' },
      { finding: 'LongWordFilter' },
      { finding: 'control' },
    ])
    expect(rows.map(({ reasons }) => reasons)).toEqual([
      ['LongWordFilter'],
      ['LongWordFilter'],
      [],
      ['duplicate-letters'],
      ['duplicate'],
      [],
    ])
    expect(rows[5]?.texts.source).toBe('ein Haus steht hier.')
    expect(plan).toMatchObject({ pairs: 6, kept: 2, dropped: 4, changed: 1 })
  })

  it('take what leaks out of the training pairs alone', async () => {
    const pairs = [
      { source: 'ein Haus', target: 'a house' },
      { source: 'Ein Haus.', target: 'A house.' },
    ]
    const { rows } = await fixAll(pairs, [{ finding: 'leak-pair' }], Uint8Array.of(0, 2))
    expect(rows.map(({ reasons }) => reasons)).toEqual([['leak-pair'], []])
  })

  it('of a threshold mark what OpusFilter would with it', async () => {
    const pairs = [1, 2, 3, 4, 5].map((words) => ({ source: 'w '.repeat(words), target: 'w' }))
    const { rows } = await fixAll(pairs, [{ finding: 'LengthRatioFilter.word', threshold: 4 }])
    expect(rows.map(({ reasons }) => reasons.length)).toEqual([0, 0, 0, 1, 1])
    await expect(fixAll(pairs, [{ finding: 'control', threshold: 1 }])).rejects.toThrow('no score')
    await expect(fixAll(pairs, [{ finding: 'contorl' }])).rejects.toThrow('There is no finding contorl')
  })

  it('repair whatever they find, and change nothing else', () => {
    const able = PAIR_FINDINGS.filter(({ repair }) => repair !== undefined)
    expect(able.map(({ id }) => id)).toEqual(['markup', 'misread', 'control', 'invisible'])
    expect(FINDINGS.filter(({ fix }) => fix.kind === 'repair').length).toBe(able.length)
    const nowhere = { scripts: { source: [], target: [] } }
    fc.assert(
      fc.property(hardPair, (pair) => {
        for (const { id, measure, repair = (text: string) => text } of able) {
          const repaired = { source: repair(pair.source), target: repair(pair.target) }
          const isFound = measure(pair, nowhere)[1] === 1
          if (!isFound) expect(repaired, id).toEqual(pair)
          if (isFound && (id === 'control' || id === 'invisible')) expect(measure(repaired, nowhere)[1], id).toBe(0)
        }
      }),
    )
  })

  it.each([
    ['misread', 'GrÃ¼ÃŸe â€“ cafÃ©', 'Grüße – café'],
    ['misread', 'Ð¿Ñ€Ð¸Ð²ÐµÑ‚', 'привет'],
    ['misread', 'À LA CARTE: «Éclair»', 'À LA CARTE: «Éclair»'],
    ['misread', 'Ã\u0083Â¤', 'ä'], // read wrongly twice
    ['markup', '<b>Fish</b> &amp; chips&hellip; &#8364;5 &nope;', 'Fish & chips… €5 &nope;'],
    ['control', 'one\r\ntwo\u0007', 'one two'],
    ['invisible', 'zero\u200bwidth\u202e', 'zerowidth'],
  ])('%s: %j becomes %j', (id, text, wanted) => {
    expect(PAIR_FINDINGS.find((finding) => finding.id === id)?.repair?.(text)).toBe(wanted)
  })
})

it('writes a recipe for OpusFilter, and says what that has no rule for', () => {
  const files = { inputs: ['a.src', 'a.tgt'], outputs: ['b.src', 'b.tgt'] } as const
  const fixes = FINDINGS.map(({ id }) => ({ finding: id }))
  const { yaml, left } = opusFilterYaml({ version: 1, where: 'split = train', fixes }, files, {
    scripts: { source: ['Latin'], target: ['Cyrillic'] },
  })
  expect(left).toEqual(
    ['choosing the pairs that fit split = train'].concat(
      [
        'identical',
        'duplicate-near',
        'leak-source',
        'leak-target',
        'leak-pair',
        'numbers',
        'last-mark',
        'repeated-phrase',
      ].map((id) => `leaving out ${id}`),
      ['repairing markup', 'leaving out link', 'repairing misread', 'leaving out mixed-word'],
    ),
  )
  expect(yaml).toContain('        - LengthRatioFilter:\n            threshold: 3\n            unit: "char"\n')
  expect(yaml).toContain('scripts: ["Latin","Cyrillic"]')
  expect(yaml.match(/type: "remove_duplicates"/g)).toHaveLength(4)
  expect(yaml).toMatch(/outputs: \["b.src","b.tgt"\]\n(?![^]*outputs)/)
})
