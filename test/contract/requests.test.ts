// What a host answers to requests of every shape, over a real WebSocket: a result, or an error that says what is wrong.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { createHost, type Host } from '../../src/host/host.ts'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { serveHttp, type HttpServing } from '../../src/server/serve-http.ts'
import { isJsonObject, type JsonValue } from '../../src/shared/config/assign.ts'
import { hostContract } from '../../src/shared/contract/host.ts'
import { type ErrorCode, SaccadeError } from '../../src/shared/errors.ts'
import type { Contract } from '../../src/shared/rpc/contract.ts'
import { connect } from '../../src/shared/rpc/rpc.ts'
import { websocketChannel } from '../../src/shared/rpc/websocket-channel.ts'
import { socketProtocols } from '../../src/shared/served-address.ts'
import { type Choose, arbitraryOf } from '../support/schema-arbitrary.ts'

type AnyApi = Record<string, Record<string, (request: unknown) => Promise<unknown>>>

const folder = mkdtempSync(join(tmpdir(), 'saccade-requests-'))
const entry = fileURLToPath(new URL('../../src/host/fixtures/scripted-worker.ts', import.meta.url))
const quick = { name: 'a run', data: { source: { kind: 'task', task: 'copy' } }, training: { steps: 4 } }
let host: Host
let serving: HttpServing
let socket: WebSocket
let api: AnyApi
let run: string

beforeAll(async () => {
  host = createHost({ dataFolder: join(folder, 'data'), launcher: forkLauncher({ entry }), mode: 'served' })
  const finished = new Promise<void>((resolve) => {
    host.events.on('runs', ({ runs }) => {
      if (runs.some(({ state }) => state === 'finished')) resolve()
    })
  })
  run = (await host.api.runs.create({ configurations: [quick] })).runs[0] ?? ''
  await finished
  serving = await serveHttp({ host, rendererFolder: folder, port: 0 })
  const headers = { origin: `http://127.0.0.1:${serving.port}` }
  socket = new WebSocket(`ws://127.0.0.1:${serving.port}/socket`, socketProtocols(serving.token), { headers })
  api = connect<AnyApi>(websocketChannel(socket)).api
})

afterAll(async () => {
  socket.close()
  await serving.close()
  await host.close(2_000)
  rmSync(folder, { recursive: true })
})

/** The code of the error that a request is answered with, null for a result. */
async function codeOf(service: string, method: string, request: unknown): Promise<ErrorCode | null> {
  try {
    await api[service]?.[method]?.(request)
    return null
  } catch (error) {
    return error instanceof SaccadeError ? error.code : 'internal'
  }
}

it.each([
  ['runs', 'get', null, ['request']],
  ['runs', 'get', undefined, ['request']],
  ['runs', 'get', {}, ['run']],
  ['runs', 'get', { run: 'x', more: 1 }, ['more']],
  ['runs', 'create', { configurations: 7 }, ['configurations']],
  ['runs', 'create', { configurations: [{}, 'x'] }, ['configurations.1']],
  ['runs', 'create', { configurations: [] }, ['configurations']],
  ['runs', 'remove', { runs: 'all' }, ['runs']],
  ['runs', 'list', 7, ['request']],
  ['runs', 'metrics', { runs: [], metrics: ['loss'], points: -1 }, ['metrics.0', 'points']],
  ['runs', 'snapshot', { run: 'x', step: 1.5, sentence: 0 }, ['step']],
  [
    'runs',
    'translate',
    { run: 'x', checkpoint: 'worst', lines: 'a', attention: 1 },
    ['checkpoint', 'lines', 'attention'],
  ],
  [
    'runs',
    'compare',
    { runs: ['x', 'x'], checkpoint: 'best', metric: 'bleu', resamples: 1, seed: 1 },
    ['runs', 'resamples'],
  ],
  ['runs', 'importPytorch', { files: [{ name: 'x', content: [1] }] }, ['files.0.content']],
  ['datasets', 'inspect', { data: [], rows: 1e6 }, ['data', 'rows']],
  ['datasets', 'uploadPart', { name: 7, content: 'text', last: true }, ['name', 'content']],
  ['scores', 'trust', { file: 'x.txt', digest: 'y' }, ['file', 'digest']],
  ['runs', 'emergence', { runs: [], source: Float32Array.of(0) }, ['request']],
] as const)(
  'F26: %s.%s of %j is refused with the path of what does not fit',
  async (service, method, request, paths) => {
    await expect(api[service]?.[method]?.(request)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(`${service}.${method}`),
      problems: paths.map((path) => ({ path, message: expect.stringMatching(/./) })),
    })
  },
)

it('what there is none of is said, whatever form its name has', async () => {
  const none = (what: string) => ({ code: 'not-found', message: `There is no ${what} “x y”` })
  await expect(api.sweeps?.get?.({ sweep: 'x y' })).rejects.toMatchObject(none('sweep'))
  await expect(api.boards?.get?.({ board: 'x y' })).rejects.toMatchObject(none('board'))
  await expect(api.datasets?.show?.({ dataset: 'x y' })).rejects.toMatchObject(none('dataset'))
  await expect(api.runs?.get?.({ run: 'x y' })).rejects.toMatchObject(none('run'))
})

it('F26: what every object has is no service and no method', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(await codeOf(name, 'list', undefined)).toBe('bad-usage')
    expect(await codeOf('runs', name, undefined)).toBe('bad-usage')
    expect(await codeOf(name, name, undefined)).toBe('bad-usage')
  }
})

const leaf = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.bigInt(),
  fc.constantFrom(undefined, null, 'best', 'last', new Date(0)),
  fc.float32Array(),
  fc.uint8Array(),
)
/** Whatever a structured clone keeps. */
const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.jsonValue(),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('anything'), { maxKeys: 4 }),
    fc.array(fc.tuple(fc.string(), tie('anything')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.uniqueArray(fc.string(), { maxLength: 3 }).map((entries) => new Set(entries)),
  ),
}))

/** Values for what a request names, so that some are of a run that is there. */
const choose: Choose = (path) => {
  if (path === 'run' || path === 'runs[]') return fc.constantFrom(run, run, 'nowhere', '')
  if (path === 'data') return fc.constantFrom<JsonValue>({}, quick.data, { source: { kind: 'table', train: '.' } })
  if (path === 'configurations[]')
    return fc.constantFrom<JsonValue>({}, quick, { data: 5 }, { model: { attention: 7 } })
  return undefined
}

/** Requests that fit their schema, such with one field that does not, and anything at all. */
function requestFor(schema: z.ZodType): fc.Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (json.type !== 'object' || !isJsonObject(json)) return fc.oneof(fc.constant(undefined), anything)
  const fitting = arbitraryOf(json, choose)
  const names = Object.keys(isJsonObject(json.properties) ? json.properties : {})
  const mutated = fc
    .tuple(fitting, fc.oneof(fc.constantFrom(...names), fc.string()), anything)
    .map(([request, name, value]) => ({ ...Object(request), [name]: value }) as unknown)
  return fc.oneof(fitting, mutated, mutated, anything)
}

const services: Contract = hostContract
describe.each(Object.entries(services))('F26: whatever is asked of %s', (service, methods) => {
  // What deletes comes last, so that the others find a run.
  const ordered = Object.entries(methods).sort(
    ([left], [right]) => Number(left === 'remove') - Number(right === 'remove'),
  )
  it.each(ordered)('%s answers with a result or says what is wrong', async (method, { request: schema }) => {
    await fc.assert(
      fc.asyncProperty(requestFor(schema), async (request) => {
        expect(await codeOf(service, method, request)).not.toBe('internal')
      }),
      { numRuns: 60 },
    )
    expect(await codeOf('system', 'info', undefined)).toBeNull()
  })
})
