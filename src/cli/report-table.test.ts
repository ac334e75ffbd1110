import { expect, it } from 'vitest'
import { spreadOf } from '../shared/spread.ts'
import { type Report, reportText } from './report-table.ts'

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
  score dot \\& 100 \\% (n = 3) & 60.0 $\\pm$ 10.0 & \\textbf{2.000 $\\pm$ 1.000} & 7.000 \\\\
  score |general| (n = 1) & \\textbf{90.0}\\textsuperscript{**} & 2.500\\textsuperscript{*} & 8.000 \\\\
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
    '| score dot & 100 % (n = 3) | 60.0 ± 10.0 | **2.000 ± 1.000** | 7.000 |',
    '| score \\|general\\| (n = 1) | **90.0**\\*\\* | 2.500\\* | 8.000 |',
  ])
})

it('is CSV with full numbers', () => {
  const [head, first, second] = reportText(REPORT, 'csv').split('\n')
  expect(head).toMatch(/^model,runs,valid\/exact_match,valid\/exact_match deviation,valid\/exact_match p,valid\/loss/)
  expect(first?.split(',').slice(0, 5).map(Number).slice(1, 4)).toEqual([3, 0.6, expect.closeTo(0.1, 9)])
  expect(second).toBe('score |general|,1,0.9,,0.004,2.5,,0.03,8,,')
})
