// Tables as texts for papers and notes: the first column names the row, the others hold numbers.

/** What stands in a cell: a text, which may be emphasised and have marks behind it. */
export interface TextCell {
  readonly text: string
  readonly strong?: boolean
  /** Such as `**`. */
  readonly marks?: string
}
export type TableCell = string | TextCell

export function markdownTable(head: readonly string[], body: readonly (readonly TableCell[])[]): string {
  const plain = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ').replaceAll(MEANT, '\\$&')
  const cell = (of: TableCell) => {
    if (typeof of === 'string') return plain(of)
    const { text, strong = false, marks = '' } = of
    return `${strong ? `**${plain(text)}**` : plain(text)}${marks.replaceAll('*', '\\*')}`
  }
  const line = (cells: readonly TableCell[]) => `| ${cells.map(cell).join(' | ')} |\n`
  const rule = line(head.map((_, i) => (i === 0 ? '---' : '--:')))
  return line(head) + rule + body.map(line).join('')
}

/** What Markdown would take for its own: not an underscore within a word, nor a sign before a number. */
const MEANT = /[\\|`*~$]|<(?=[a-z/!?])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu

export function latexTable(head: readonly string[], body: readonly (readonly TableCell[])[]): string {
  const cell = (of: TableCell) => {
    if (typeof of === 'string') return forLatex(of)
    const { text, strong = false, marks = '' } = of
    return `${strong ? `\\textbf{${forLatex(text)}}` : forLatex(text)}${marks && `\\textsuperscript{${forLatex(marks)}}`}`
  }
  const line = (cells: readonly TableCell[]) => `  ${cells.map(cell).join(' & ')} \\\\\n`
  const columns = `l${'r'.repeat(head.length - 1)}`
  return `\\begin{tabular}{${columns}}\n  \\hline\n${line(head)}  \\hline\n${body.map(line).join('')}  \\hline\n\\end{tabular}\n`
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '−': '$-$',
  '–': '--',
  '∞': '$\\infty$',
  '·': '$\\cdot$',
  '\u202f': '\\,',
}
const forLatex = (text: string) =>
  text.replaceAll(/[\t\r\n]+/g, ' ').replaceAll(/[\\~^±−–∞·\u202f&%$#_{}]/gu, (one) => LATEX[one] ?? `\\${one}`)
