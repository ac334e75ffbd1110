import { expect, it } from 'vitest'
import type { Settings } from '../shared/config/settings.ts'
import { spreadOf } from '../shared/spread.ts'
import { latexTable } from '../shared/table-text.ts'
import { type Report, marksOf, reportText } from './report-table.ts'
import { onOtherPairs } from './validation-data.ts'

const cell = (values: number[], p: number | null = null) => ({ spread: spreadOf(values), p })
const REPORT: Report = {
  metrics: ['valid/exact_match', 'valid/loss', 'time/epoch'],
  rows: [
    { label: 'score dot & 100 %', runs: ['a', 'b', 'c'], cells: [cell([0.5, 0.6, 0.7]), cell([1, 2, 3]), cell([7])] },
    { label: 'score |general|', runs: ['d'], cells: [cell([0.9], 0.004), cell([2.5], 0.03), cell([8])] },
    { label: 'none', runs: ['e'], cells: [cell([NaN]), cell([]), cell([9])] },
  ],
  notes: ['* p < 0.05'],
}

it('is a table of LaTeX, with the best in bold, marks, and nothing that LaTeX would misread', () => {
  expect(reportText(REPORT, 'latex')).toBe(`\\begin{tabular}{lrrr}
  \\hline
  Model & Exact match (\\%) & Validation loss & Epoch \\\\
  \\hline
  score dot \\& 100 \\% (n = 3) & 60.0 $\\pm$ 10.0 & \\textbf{2.000 $\\pm$ 1.000} & 7.000 (n = 1) \\\\
  score \\textbar{}general\\textbar{} (n = 1) & \\textbf{90.0}\\textsuperscript{**} & 2.500\\textsuperscript{*} & 8.000 \\\\
  none (n = 1) & -- & -- & 9.000 \\\\
  \\hline
\\end{tabular}
% * p < 0.05
`)
})

it('is a table of Markdown', () => {
  expect(reportText(REPORT, 'markdown').split('\n').slice(0, 4)).toEqual([
    '| Model | Exact match (%) | Validation loss | Epoch |',
    '| --- | --: | --: | --: |',
    '| score dot & 100 % (n = 3) | 60.0 ± 10.0 | **2.000 ± 1.000** | 7.000 (n = 1) |',
    '| score \\|general\\| (n = 1) | **90.0**\\*\\* | 2.500\\* | 8.000 |',
  ])
})

it('keeps names of anybody’s making on their line and out of the markup', () => {
  const row = (label: string) => ({ ...REPORT, rows: [{ label, runs: ['a'], cells: [cell([1])] }], notes: [] })
  const odd = row('</b> $x_1$ `d` *e* _f_ a_b ~g~ < 1\n2')
  const line = reportText(odd, 'markdown').split('\n')[2]
  expect(line).toContain('| \\</b> \\$x_1\\$ \\`d\\` \\*e\\* \\_f\\_ a_b \\~g\\~ < 1 2 |')
  expect(reportText(odd, 'latex')).toContain('\\textless{} 1 2 &')
})

it('is read by plain LaTeX as every name is, also at the beginning of a row', () => {
  const written = (label: string) =>
    latexTable(['Model', 'Loss'], [[label, '1']])
      .split('\n')[4]
      ?.trim()
  expect(written('[batch 64] plain')).toBe('{}[batch 64] plain & 1 \\\\')
  expect(written('*x, y')).toBe('{}*x, y & 1 \\\\')
  expect(written('a < b > c | d')).toBe('a \\textless{} b \\textgreater{} c \\textbar{} d & 1 \\\\')
  // A quotation mark turns round, two hyphens become a dash, a question mark before a grave accent stands on its head.
  expect(written(`"it's" ?\`x\` --- 1–-2 ,, „a`)).toBe(
    '\\texttt{\\char34}it\\textquotesingle{}s\\texttt{\\char34} ?\\textasciigrave{}x\\textasciigrave{} -{}-{}- 1--{}-2 ,{}, ,,a & 1 \\\\',
  )
  expect(written('~ ^ \\ { } _ # $ % &')).toBe(
    '\\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\{ \\} \\_ \\# \\$ \\% \\& & 1 \\\\',
  )
})

it('is CSV with full numbers', () => {
  const [head, first, second] = reportText(REPORT, 'csv').split('\n')
  expect(head).toMatch(
    /^model,runs,valid\/exact_match,valid\/exact_match deviation,valid\/exact_match p,valid\/exact_match n,valid\/loss/,
  )
  expect(first?.split(',').slice(0, 5).map(Number).slice(1, 4)).toEqual([3, 0.6, expect.closeTo(0.1, 9)])
  expect(second).toBe('score |general|,1,0.9,,0.004,1,2.5,,0.03,1,8,,,1')
})

it('says of how many runs a value is, where not all of a row have one', () => {
  const cells = [cell([0.5, NaN, 0.7]), cell([NaN, 2, NaN]), cell([NaN, NaN, NaN])]
  const few: Report = { ...REPORT, rows: [{ label: 'score dot', runs: ['a', 'b', 'c'], cells }] }
  expect(reportText(few, 'markdown').split('\n')[2]).toBe(
    '| score dot (n = 3) | 60.0 ± 14.1 (n = 2) | 2.000 (n = 1) | – |',
  )
  expect(reportText(few, 'csv').split('\n')[1]).toMatch(/^score dot,3,0.6,0.14\d+,,2,2,,,1,,,,0$/)
})

it('marks a row by whichever of its runs were compared', () => {
  const estimate = { value: 0, mean: 0, low: 0, high: 0 }
  const compared = (run: string, p: number | null) => {
    const difference = p === null ? null : { ...estimate, p }
    return { run, members: [run], step: 1, steps: [1], score: estimate, difference }
  }
  const rows = [['a', 'b'], ['c', 'd'], ['e']]
  expect(marksOf(rows, { runs: [compared('b', null), compared('d', 0.01), compared('e', 0.3)] })).toEqual([
    null,
    0.01,
    0.3,
  ])
  expect(marksOf(rows, { runs: [compared('a', null), compared('e', 0.2)] })).toEqual([null, null, 0.2])
  // Then the others are measured against another row than the table says.
  expect(marksOf(rows, { runs: [compared('c', null), compared('e', 0.2)] })).toBeNull()
})

it('says where runs are evaluated on other validation pairs, whatever they are trained on', () => {
  const run = (settings: Settings, dataDigest?: string) => ({
    ...{ run: 'r', name: '', preset: '', dataName: '', seed: 1, settings },
    ...(dataDigest === undefined ? {} : { dataDigest }),
  })
  const task = (maximumLength: number, trainPairs = 10) =>
    run({ 'data.source.maximumLength': maximumLength, 'data.source.trainPairs': trainPairs })
  expect(onOtherPairs([task(5), task(5, 99), task(5)])).toBeNull()
  expect(onOtherPairs([task(5), task(6)])).toMatch(/they differ in data\.source\.maximumLength$/)
  const file = (train: string, digest: string) => run({ 'data.source.train': train }, digest)
  expect(onOtherPairs([file('/a.tsv', 'd1'), file('/b.tsv', 'd1')])).toBeNull()
  expect(onOtherPairs([file('/a.tsv', 'd1'), file('/a.tsv', 'd2')])).toMatch(/their files had other pairs$/)
  const beside = (train: string, digest: string, valid: string) =>
    run({ 'data.source.train': train, 'data.source.valid': valid }, digest)
  expect(onOtherPairs([beside('/few.tsv', 'd1', '/v.tsv'), beside('/all.tsv', 'd2', '/v.tsv')])).toBeNull()
  expect(onOtherPairs([beside('/a.tsv', 'd1', '/v.tsv'), beside('/a.tsv', 'd2', '/w.tsv')])).toMatch(/source\.valid$/)
  expect(onOtherPairs([run({ seed: 1 }), run({ seed: 2, 'model.encoder.hidden': 8 })])).toBeNull()
})
