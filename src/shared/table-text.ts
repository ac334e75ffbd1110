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
  // Behind the end of the row before, a bracket or a star would begin an argument of that.
  const line = (cells: readonly TableCell[]) => `  ${cells.map(cell).join(' & ')} \\\\\n`.replace(/^ +(?=[[*])/, '  {}')
  const columns = `l${'r'.repeat(head.length - 1)}`
  return `\\begin{tabular}{${columns}}\n  \\hline\n${line(head)}  \\hline\n${body.map(line).join('')}  \\hline\n\\end{tabular}\n`
}

/**
 * What plain LaTeX with pdfTeX would print as something else, or take for its own, in OT1 and T1 and with babel's shorthands. Letters
 * that are not of ASCII it reads itself (UTF-8, since 2018), as far as its fonts have them.
 */
const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\texttt{\\char34}',
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '±': '$\\pm$',
  '−': '$-$',
  '–': '--',
  '„': ',,', // as \quotedblbase of T1, by its ligature there, and in OT1, which has no such sign
  '∞': '$\\infty$',
  '·': '$\\cdot$',
  '\u202f': '\\,',
}
const SPECIAL = /[\\~^<>|"'`±−–„∞·\u202f&%$#_{}]/gu
/** Between two that would be joined to another sign. */
const JOINED = /(?<=[-–])(?=[-–])|(?<=,)(?=,)/u

function forLatex(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim()
  return line
    .split(JOINED)
    .map((part) => part.replaceAll(SPECIAL, (one) => LATEX[one] ?? `\\${one}`))
    .join('{}')
}
