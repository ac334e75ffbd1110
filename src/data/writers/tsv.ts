import { type Writer, checkText, createLineSink, sinkOf } from './writer.ts'

/** A return at the end of a text is taken for a part of the line end by whoever reads it. */
const NEVER = /[\t\n\0]|\r$/

/** Source, tab, target; with splits a third column, and a header line that names them. */
export const tsvWriter: Writer = {
  title: 'TSV',
  files: (stem) => [`${stem}.tsv`],
  async write(pairs, sinks, { splits }) {
    const write = createLineSink(sinkOf(sinks, 0))
    if (splits) await write(['source\ttarget\tsplit'])
    let row = 0
    for await (const batch of pairs) {
      const lines = batch.map(({ source, target, split }) => {
        row++
        for (const text of [source, target]) checkText(text, row, 'TSV', NEVER, 'a tab or a line end')
        return splits ? `${source}\t${target}\t${split}` : `${source}\t${target}`
      })
      await write(lines)
    }
  },
}
