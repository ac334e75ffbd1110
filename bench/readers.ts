// How fast each reader is: node bench/readers.ts [PAIRS]. One process a reader, so that each has its own memory.
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { randomStream } from '../src/shared/random.ts'
import { createFaults } from '../src/data/readers/faults.ts'
import { completeReading } from '../src/data/readers/guess-import.ts'
import { READERS } from '../src/data/readers/registry.ts'
import { WRITERS } from '../src/data/writers/registry.ts'
import type { WrittenOut } from '../src/data/writers/writer.ts'

const [, script = '', ...args] = process.argv
if (args[0] === '--read') await measure(args[1] ?? '', args[2])
else await compare(Number(args[0] ?? 200_000))

/** Reads a file and prints pairs, milliseconds and the largest memory in MB. */
async function measure(path: string, targets: string | undefined): Promise<void> {
  const file = { path, ...(targets !== undefined && { targets }) }
  const reading = await completeReading(file, {})
  const faults = createFaults()
  const reader = await READERS[reading.format].load()
  const start = performance.now()
  let pairs = 0
  const context = { faults, emptySides: true, optionName: (option: string) => option }
  for await (const batch of reader.read(file, reading, context)) pairs += batch.length
  faults.settle()
  const elapsed = performance.now() - start
  console.log(JSON.stringify({ pairs, elapsed, memory: largestMemory() }))
}

/** In MB. Not from getrusage, which begins with what the parent had. */
function largestMemory(): number {
  const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

async function compare(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'saccade-readers-'))
  try {
    const pairs = Array.from({ length: count }, (_, i) => makePair(i))
    const files = await makeFiles(folder, pairs)
    console.log(`| ${count.toLocaleString('en')} pairs | MB | pairs a second | memory, MB |\n| --- | --- | --- | --- |`)
    for (const [title, paths] of Object.entries(files)) {
      const { stdout, stderr } = spawnSync(process.execPath, [script, '--read', ...paths], { encoding: 'utf8' })
      if (stdout === '') throw new Error(stderr)
      const { pairs: read, elapsed, memory } = JSON.parse(stdout) as { pairs: number; elapsed: number; memory: number }
      if (read !== count) throw new Error(`${title}: ${read} of ${count} pairs were read`)
      const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0)
      const speed = Math.round(count / elapsed).toLocaleString('en')
      console.log(`| ${title} | ${(bytes / 1e6).toFixed(1)} | ${speed},000 | ${memory.toFixed(0)} |`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** About 14 words a side. */
function makePair(index: number): WrittenOut {
  const random = randomStream(1, 'bench/readers', index)
  const word = () =>
    Array.from({ length: 2 + random.integer(4) }, () => 'ba ke lü mo ni so'.split(' ')[random.integer(6)]).join('')
  const side = () => Array.from({ length: 8 + random.integer(12) }, word).join(' ')
  return { source: `${side()} ${index}.`, target: `${side()}.`, split: 'train' }
}

async function makeFiles(folder: string, pairs: readonly WrittenOut[]): Promise<Record<string, string[]>> {
  const at = (name: string) => join(folder, name)
  const put = (name: string, content: string | Uint8Array) => {
    writeFileSync(at(name), content)
    return [at(name)]
  }
  for (const format of ['tsv', 'jsonl', 'parquet', 'moses'] as const) {
    const streams = WRITERS[format].files(at('pairs')).map((path) => createWriteStream(path))
    const sinks = streams.map(
      (stream) => (bytes: Uint8Array) => new Promise<void>((resolve) => void stream.write(bytes, () => resolve())),
    )
    const batches = async function* () {
      for (let first = 0; first < pairs.length; first += 4096) {
        yield await Promise.resolve(pairs.slice(first, first + 4096))
      }
    }
    await WRITERS[format].write(batches(), sinks, { splits: false })
    await Promise.all(streams.map((stream) => new Promise<void>((resolve) => void stream.end(() => resolve()))))
  }
  const each = (line: (pair: WrittenOut) => string) => pairs.map(line).join('')
  const tsv = readFileSync(at('pairs.tsv'))
  return {
    TSV: [at('pairs.tsv')],
    'TSV, gzip': put('pairs.tsv.gz', gzipSync(tsv)),
    'TSV, zstd': put('pairs.tsv.zst', zstdCompressSync(tsv)),
    'TSV, UTF-16': put('wide.tsv', Buffer.from(tsv.toString(), 'utf16le')),
    'CSV, all cells quoted': put(
      'pairs.csv',
      each(({ source, target }) => `"${source}","${target}"\n`),
    ),
    'Two text files': [...WRITERS.moses.files(at('pairs'))],
    'JSON lines': [at('pairs.jsonl')],
    'Parquet, snappy': [at('pairs.parquet')],
    TMX: put(
      'pairs.tmx',
      `<tmx version="1.4"><header srclang="en"/><body>\n${each(
        ({ source, target }) =>
          `<tu><tuv xml:lang="en"><seg>${source}</seg></tuv><tuv xml:lang="de"><seg>${target}</seg></tuv></tu>\n`,
      )}</body></tmx>\n`,
    ),
    PO: put(
      'pairs.po',
      each(({ source, target }) => `msgid "${source}"\nmsgstr "${target}"\n\n`),
    ),
  }
}
