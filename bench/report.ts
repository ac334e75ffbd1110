import type { Case } from './cases.ts'
import type { Machine } from './machine.ts'
import type { CaseResult } from './measure-case.ts'
import type { measureMemory } from './measure-memory.ts'

type Cell = readonly [title: string, value: (result: CaseResult) => string]

const COLUMNS: readonly Cell[] = [
  ['eager ms', ({ eager_ms }) => milliseconds(eager_ms)],
  ['compiled ms', ({ compiled_ms }) => milliseconds(compiled_ms)],
  ['PyTorch ms', ({ pytorch_ms }) => milliseconds(pytorch_ms)],
  ['vs eager', ({ ratio_to_eager }) => times(ratio_to_eager)],
  ['vs PyTorch', ({ ratio_to_pytorch }) => times(ratio_to_pytorch)],
  ['tokens/s', ({ tokens_per_second }) => whole(tokens_per_second)],
  ['of peak', ({ matmul_peak_share }) => `${(100 * matmul_peak_share).toFixed(0)} %`],
  ['first step', ({ first_step_ms }) => seconds(first_step_ms)],
  ['further shape', ({ further_bucket_ms }) => seconds(further_bucket_ms)],
  ['compiling', ({ compile_ms }) => seconds(compile_ms)],
  ['memory MB', ({ peak_rss_mb }) => whole(peak_rss_mb)],
  ['PyTorch MB', ({ pytorch_peak_rss_mb }) => whole(pytorch_peak_rss_mb)],
]

export function printMachine({ cpu, cores, device_name, system, tensorflow, node, threads, ...rest }: Machine): void {
  console.log(`${cpu}, ${cores} cores, ${system}; load average before: ${rest.load_average_before.toFixed(1)}`)
  console.log(
    `Saccade: TensorFlow ${tensorflow} on ${device_name}, ${threads.inter_op} × ${threads.intra_op} threads, Node ${node}`,
  )
  console.log(`Large matrix products, all cores: ${rest.matmul_peak_gflops.toFixed(1)} GFLOP/s`)
  if (rest.quick) console.log('Tiny sizes: the times below say nothing.')
}

export function printCase({ id, title }: Case, result: CaseResult): void {
  const { pytorch_version, pytorch_threads, pytorch_decoder, loss_difference, dropout } = result
  const torch =
    pytorch_version === null
      ? ''
      : `; PyTorch ${pytorch_version}, ${pytorch_threads} threads, ${pytorch_decoder}; losses differ by ${(loss_difference ?? NaN).toExponential(1)}`
  console.log(`${id}: ${title}; dropout ${dropout}${torch}`)
}

export function printTable(results: ReadonlyMap<string, CaseResult>): void {
  const rows = [
    ['', ...COLUMNS.map(([title]) => title)],
    ...Array.from(results, ([id, result]) => [id, ...COLUMNS.map(([, value]) => value(result))]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) console.log(row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
}

export function printMemory({ case: id, steps, tensors, handles, rss_mb }: Awaited<ReturnType<typeof measureMemory>>) {
  const grown = (pair: readonly number[]) => pair.join(' → ')
  console.log(
    `Memory over ${steps} compiled steps of ${id}: tensors ${grown(tensors)}, handles ${grown(handles)}, MB ${rss_mb.map(whole).join(' ')}`,
  )
}

function milliseconds(ms: number | null): string {
  return ms === null ? '–' : ms.toFixed(ms < 100 ? 1 : 0)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function times(ratio: number | null): string {
  return ratio === null ? '–' : `${ratio.toFixed(2)}×`
}

function whole(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en')
}
