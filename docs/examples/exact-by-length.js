// How often models of the task `reverse` are exactly right, by the length of the source:
//   node docs/examples/exact-by-length.js DATA-DIR RUN [RUN …]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import process from 'node:process'

const LENGTHS = [4, 6, 8, 10, 12, 14]
const EACH = 50
const SYMBOLS = [...'abcdefghijklmnopqrst']

const [dataFolder, ...runs] = process.argv.slice(2)
if (!dataFolder || runs.length === 0) {
  console.error('Usage: node docs/examples/exact-by-length.js DATA-DIR RUN [RUN …]')
  process.exit(2)
}

// A small generator of fixed numbers, so that every run gets the same sentences each time.
let state = 1
const draw = (below) => {
  state = (state * 48271) % 2147483647
  return state % below
}
const sources = LENGTHS.flatMap((length) =>
  Array.from({ length: EACH }, () => Array.from({ length }, () => SYMBOLS[draw(SYMBOLS.length)])),
)

const saccade = fileURLToPath(new URL('../../bin/saccade.js', import.meta.url))
console.log(['length', ...LENGTHS].join('\t'))
for (const run of runs) {
  const result = spawnSync(process.execPath, [saccade, 'translate', run, '--data-dir', dataFolder], {
    input: sources.map((source) => `${source.join(' ')}\n`).join(''),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
  const right = result.stdout
    .split('\n')
    .slice(0, sources.length)
    .map((line, index) => line === sources[index].toReversed().join(' '))
  const shares = LENGTHS.map((_, place) => right.slice(place * EACH, (place + 1) * EACH).filter(Boolean).length / EACH)
  console.log([run, ...shares.map((share) => `${Math.round(share * 100)} %`)].join('\t'))
}
