import { type HostContract, hostContract } from '../../shared/contract/host.ts'
import { readBands, readCurves } from '../../shared/curves/curves.ts'
import type { CurveSource } from '../../shared/curves/curve-source.ts'
import { type Series, pick } from '../../shared/curves/thin-series.ts'
import { SaccadeError, fromErrorData } from '../../shared/errors.ts'
import { type MetricName, METRICS } from '../../shared/metrics.ts'
import type { RunId, ValuePlace } from '../../shared/contract/runs.ts'
import { compareRuns } from '../../metrics/comparison/comparison.ts'
import { findOutputs } from '../../shared/outputs/find-outputs.ts'
import { smoothedBy } from '../../shared/report/report-curves.ts'
import { type ReportData, comparisonKey, unpackMap } from '../../shared/report/report-data.ts'
import { type ReportedOutputs, reportedOutputs } from '../../shared/report/report-outputs.ts'
import type { Contract, Handlers } from '../../shared/rpc/contract.ts'
import { memoryPair } from '../../shared/rpc/memory-channel.ts'
import { implement, serve } from '../../shared/rpc/rpc.ts'
import { type HostClient, createClientCore } from './client.ts'

const { runs, outputs } = hostContract
/** What a report answers; all else it refuses, in words. */
const ANSWERED = {
  runs: {
    list: runs.list,
    curves: runs.curves,
    bands: runs.bands,
    values: runs.values,
    snapshots: runs.snapshots,
    snapshot: runs.snapshot,
    emergence: runs.emergence,
    compare: runs.compare,
    checkpoints: runs.checkpoints,
  },
  outputs: { find: outputs.find, lacking: outputs.lacking },
} as const

const NO_POINTS: Series = { steps: new Float64Array(0), values: new Float64Array(0) }

/** A client that answers from what a report holds, over the ordinary wire within the page. */
export function createStaticClient(data: ReportData): HostClient {
  const { client, attach, update } = createClientCore(() => undefined)
  const [here, there] = memoryPair()
  const names = new Map(data.runs.map(({ run, name }) => [run, name]))
  const held = reportedOutputs(data.outputs, (run) => names.get(run) ?? run)
  const answering = implement(ANSWERED, {
    runs: runsOf(data, held),
    outputs: {
      find: (request, { signal }) => findOutputs(request, held, signal),
      lacking: () => Promise.resolve([]), // a panel that lacks something is absent
    },
  })
  const refusing = implement(hostContract as Contract, refusals(hostContract))
  const api = {
    ...refusing,
    runs: { ...refusing.runs, ...answering.runs },
    outputs: { ...refusing.outputs, ...answering.outputs },
  }
  serve(there, api)
  attach(here)
  update({ status: 'connected', text: 'Shown from a file', hint: '', generation: 1 })
  return client
}

function refusals(contract: HostContract) {
  const refuse = (call: string) => () =>
    Promise.reject(
      new SaccadeError('wrong-state', 'A report is a file, and cannot do this', {
        hint: 'Open the board in Saccade where its runs are.',
        cause: call,
      }),
    )
  return Object.fromEntries(
    Object.entries(contract).map(([service, methods]) => [
      service,
      Object.fromEntries(Object.keys(methods).map((method) => [method, refuse(`${service}.${method}`)])),
    ]),
  )
}

type RunsAnswered = Handlers<(typeof ANSWERED)['runs']>

function runsOf(data: ReportData, held: ReportedOutputs): RunsAnswered {
  const place = new Map(data.runs.map(({ run }, i) => [run, i]))
  const source = curvesOf(data)
  const kept = (run: RunId) => data.kept[place.get(run) ?? -1] ?? null
  const reached = new Map(data.runs.map(({ run, step }) => [run, step]))
  for (const { run, steps } of data.curves) reached.set(run, Math.max(reached.get(run) ?? 0, steps.at(-1) ?? 0))
  const breathe = () => Promise.resolve()
  const snapshots = new Map<string, ReportData['snapshots'][number][]>()
  for (const one of data.snapshots) {
    const key = `${one.run}/${one.sentence}`
    const list = snapshots.get(key)
    if (list) list.push(one)
    else snapshots.set(key, [one])
  }
  const measured = new Map(data.emergence.map(({ source: of, of: { run } }, i) => [JSON.stringify([run, of]), i]))
  return {
    list: () => Promise.resolve([...data.runs]),
    curves: (request) => readCurves(source, request, breathe),
    bands: (request) => readBands(source, request, breathe),
    values: ({ runs: asked, wanted }) =>
      Promise.resolve(
        wanted.map((one) => {
          const found = asked.map((run) => valueOf(source, { run, reached: reached.get(run) ?? 0 }, one.metric, one.at))
          return {
            ...one,
            steps: Float64Array.from(found, ([step]) => step),
            values: Float64Array.from(found, ([, value]) => value),
          }
        }),
      ),
    snapshots: ({ runs: asked }) => Promise.resolve(asked.map(kept)),
    snapshot({ run, step, sentence: index }) {
      const sentence = kept(run)?.sentences.find((one) => one.index === index)
      const found = snapshots.get(`${run}/${index}`)?.findLast((one) => one.step <= step)
      if (!found || !sentence) {
        const what = `Run ${run} keeps nothing of sentence ${index} up to step ${step}`
        return Promise.reject(new SaccadeError('not-found', what))
      }
      return Promise.resolve({ run, step: found.step, sentence, text: found.text, maps: found.maps.map(unpackMap) })
    },
    emergence: ({ runs: asked, source: of = null }) =>
      Promise.resolve(asked.map((run) => data.emergence[measured.get(JSON.stringify([run, of])) ?? -1]?.of ?? null)),
    compare: comparing(data, held),
    checkpoints: () => Promise.resolve([]),
  }
}

/** What was worked out when the page was made, and else what the outputs tell that are here. */
function comparing({ comparisons, outputs }: ReportData, held: ReportedOutputs): RunsAnswered['compare'] {
  const answers = new Map(comparisons.map((one) => [one.key, one]))
  return async (request, { signal }) => {
    const answer = answers.get(comparisonKey(request))
    if (answer && 'found' in answer) return answer.found
    if (answer) throw fromErrorData(answer.refused)
    if (outputs.whole) return compareRuns(request, held, signal)
    throw new SaccadeError('wrong-state', 'This report does not hold all outputs, and cannot compare them anew', {
      hint: 'In Saccade anything can be compared.',
    })
  }
}

function curvesOf({ curves, evaluated }: ReportData): CurveSource {
  const series = new Map(curves.map((one) => [`${one.run}/${one.metric}`, one]))
  const times = new Map(evaluated.map(({ run, steps, times: values }) => [run, { steps, values }]))
  return {
    series: (run, metric) => series.get(`${run}/${metric}`) ?? NO_POINTS,
    smoothed(run, metric, smoothing) {
      const one = series.get(`${run}/${metric}`)
      return one ? smoothedBy(one, smoothing) : null
    },
    evaluationTimes: (run) => times.get(run) ?? NO_POINTS,
  }
}

const NONE = [NaN, NaN] as const

/** As the host has it: the last one, the newest up to a step that the run has come to, or the best of the evaluations. */
function valueOf(
  source: CurveSource,
  { run, reached }: { readonly run: RunId; readonly reached: number },
  metric: MetricName,
  at: ValuePlace,
): readonly [number, number] {
  const series = source.series(run, metric)
  if (at === 'best') return bestOf(atSteps(series, source.evaluationTimes(run).steps), METRICS[metric].better)
  if (at !== 'last' && at > reached) return NONE
  const index = at === 'last' ? series.steps.length - 1 : series.steps.findLastIndex((step) => step <= at)
  return index < 0 ? NONE : [series.steps[index] ?? NaN, series.values[index] ?? NaN]
}

function atSteps({ steps, values }: Series, wanted: Float64Array): Series {
  const set = new Set(wanted)
  const indexes = [...steps.keys()].filter((i) => set.has(steps[i] ?? NaN))
  return { steps: pick(steps, indexes), values: pick(values, indexes) }
}

/** Of equals the latest. */
function bestOf({ steps, values }: Series, better: 'lower' | 'higher' | 'neither'): readonly [number, number] {
  if (better === 'neither') return NONE
  let best = -1
  values.forEach((value, i) => {
    const former = values[best] ?? NaN
    if (Number.isNaN(value)) return
    if (best < 0 || (better === 'lower' ? value <= former : value >= former)) best = i
  })
  return best < 0 ? NONE : [steps[best] ?? NaN, values[best] ?? NaN]
}
