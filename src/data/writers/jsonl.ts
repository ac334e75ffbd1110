import { type Writer, createLineSink, sinkOf } from './writer.ts'

/** One object a line, with the fields source, target and, where it is wanted, split. */
export const jsonlWriter: Writer = {
  title: 'JSON lines',
  files: (stem) => [`${stem}.jsonl`],
  async write(pairs, sinks, { splits }) {
    const write = createLineSink(sinkOf(sinks, 0))
    for await (const batch of pairs) {
      await write(
        batch.map(({ source, target, split }) =>
          JSON.stringify(splits ? { source, target, split } : { source, target }),
        ),
      )
    }
  },
}
