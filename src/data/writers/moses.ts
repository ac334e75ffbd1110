import { type Writer, checkText, createLineSink, sinkOf } from './writer.ts'

const NEVER = /[\n\0]|\r$/

/** Two files of as many lines. They say nothing of splits: one is written alone where only its rows are, as by `split = valid`. */
export const mosesWriter: Writer = {
  title: 'Pair of text files',
  files: (stem) => [`${stem}.src`, `${stem}.tgt`],
  async write(pairs, sinks) {
    const [sources, targets] = [createLineSink(sinkOf(sinks, 0)), createLineSink(sinkOf(sinks, 1))]
    let row = 0
    for await (const batch of pairs) {
      for (const { source, target } of batch) {
        row++
        for (const text of [source, target]) checkText(text, row, 'lines of text', NEVER, 'a line end')
      }
      await sources(batch.map(({ source }) => source))
      await targets(batch.map(({ target }) => target))
    }
  },
}
