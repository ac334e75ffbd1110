// What somebody could do to a bundle, by accident or on purpose.
import { createHash } from 'node:crypto'
import yauzl from 'yauzl'
import { type RawEntry, rawZip } from '../support/raw-zip.ts'

/** The files of a bundle by their names. */
export type Files = ReadonlyMap<string, Buffer>

export async function filesOf(bundle: string): Promise<Files> {
  const zip = await yauzl.openPromise(bundle, { autoClose: false })
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    files.set(entry.fileName, Buffer.concat(pieces))
  }
  zip.close()
  return files
}

type Json = Record<string, unknown>
interface ManifestEntry {
  name: string
  bytes: unknown
  sha256: string
}
type ManifestJson = Json & { entries: ManifestEntry[]; runs: Json[] }

const MANIFEST = 'manifest.json'
const bytes = (text: string) => Buffer.from(text)
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

export function manifestIn(files: Files): ManifestJson {
  return JSON.parse(String(files.get(MANIFEST))) as ManifestJson
}

function entriesOf(files: Files): RawEntry[] {
  return [...files].map(([name, content]) => ({ name, content }))
}

/** The same with another manifest. */
function withManifest(files: Files, change: (manifest: ManifestJson) => unknown): Uint8Array {
  const manifest = manifestIn(files)
  const changed = change(manifest) ?? manifest
  return rawZip(entriesOf(new Map([...files, [MANIFEST, bytes(JSON.stringify(changed))]])))
}

/** Files are changed, and the manifest with them, as somebody does who knows how it is made; undefined takes a file away. */
export function forged(files: Files, changes: Readonly<Record<string, string | Uint8Array | undefined>>): Uint8Array {
  const all = new Map(files)
  for (const [name, content] of Object.entries(changes)) {
    if (content === undefined) all.delete(name)
    else all.set(name, Buffer.from(content as string))
  }
  return withManifest(all, (manifest) => {
    const names = [...all.keys()].filter((name) => name !== MANIFEST)
    manifest.entries = names.map((name) => {
      const content = all.get(name) ?? Buffer.alloc(0)
      return { name, bytes: content.length, sha256: sha256(content) }
    })
  })
}

/** Each tampered bundle with what the refusal says of it. */
export function tamperedBundles(
  files: Files,
  whole: Buffer,
  run: string,
): [what: string, file: Uint8Array, says: RegExp][] {
  const of = (file: string) => `runs/${run}/${file}`
  const text = (name: string) => String(files.get(name))
  const json = (name: string) => JSON.parse(text(name)) as Json
  const runJson = (change: Json) =>
    forged(files, { [of('run.json')]: JSON.stringify({ ...json(of('run.json')), ...change }) })
  const line = (part: string, change: (first: Json) => unknown) => {
    const [first = '', ...others] = text(of(`${part}.jsonl`)).split('\n')
    return forged(files, {
      [of(`${part}.jsonl`)]: [JSON.stringify(change(JSON.parse(first) as Json)), ...others].join('\n'),
    })
  }
  const checkpoint = [...files.keys()].find((name) => name.startsWith(of('checkpoints/'))) ?? ''
  const pairs = [...files.keys()].find((name) => name.startsWith('pairs/')) ?? ''
  const extra = (entry: RawEntry) => rawZip([...entriesOf(files), entry])
  const told = (name: string, told: RawEntry['told']) =>
    rawZip(entriesOf(files).map((entry) => (entry.name === name ? { ...entry, told } : entry)))
  const flipped = Buffer.from(whole)
  const place = whole.indexOf(files.get(checkpoint)?.subarray(-64) ?? '') + 32
  flipped[place] = (flipped[place] ?? 0) ^ 1
  const manifestEntry = (change: Partial<ManifestEntry>) =>
    withManifest(files, ({ entries }) => void Object.assign(entries[0] ?? {}, change))
  const hostile = `x'); DROP TABLE run; --`
  const first = (manifest: ManifestJson) => manifest.runs[0] ?? {}
  const maps = (change: Json) =>
    line('attention', (one) => ({ ...one, maps: [{ ...(one.maps as Json[])[0], ...change }] }))
  const outputs = (change: Json) =>
    line('outputs', (one) => ({ ...one, outputs: { ...(one.outputs as Json), ...change } }))

  const fifty = Buffer.alloc(50 * 1024 ** 2)

  return [
    ['an empty file', bytes(''), /cannot be imported/],
    ['a text', bytes('no bundle at all'), /cannot be imported: it is no zip file/],
    ['half of it', whole.subarray(0, whole.length >> 1), /cannot be imported/],
    ['all but its last bytes', whole.subarray(0, -30), /cannot be imported/],
    ['its end alone', whole.subarray(whole.length >> 1), /cannot be imported/],
    ['a bit of a checkpoint turned over', flipped, /checkpoints.*(changed|crc32)/],
    ['another zip file', rawZip([{ name: 'a.txt', content: bytes('a') }]), /no manifest/],
    ['no manifest', rawZip(entriesOf(files).filter(({ name }) => name !== MANIFEST)), /no manifest/],
    ['a manifest that is no JSON', rawZip(entriesOf(new Map([...files, [MANIFEST, bytes('{')]]))), /not JSON/],
    [
      'another format',
      withManifest(files, (all) => ({ ...all, format: 'zoo' })),
      /manifest\.json is not what Saccade writes/,
    ],
    ['a newer version', withManifest(files, (all) => ({ ...all, version: 3 })), /newer version/],
    ['a version that is no number', withManifest(files, (all) => ({ ...all, version: 'NaN' })), /version/],
    ['a size that is no number', manifestEntry({ bytes: null }), /bytes/],
    ['a size below nothing', manifestEntry({ bytes: -1 }), /bytes/],
    ['another size', manifestEntry({ bytes: 7 }), /instead of 7/],
    ['another digest', manifestEntry({ sha256: '0'.repeat(64) }), /was changed/],
    ['a digest that is none', manifestEntry({ sha256: 'none' }), /sha256/],
    [
      'a file lacking',
      rawZip(entriesOf(files).filter(({ name }) => name !== of('transitions.jsonl'))),
      /transitions\.jsonl is lacking/,
    ],
    ['a file too many', extra({ name: 'more.txt', content: bytes('more') }), /says nothing/],
    ['a file of no kind', forged(files, { 'more.txt': 'more' }), /name of a file of a bundle/],
    ['a file of no run', forged(files, { 'runs/other/transitions.jsonl': '' }), /belongs to no run/],
    ['a part that there is not', forged(files, { [of('secrets.jsonl')]: '' }), /does not tell of it/],
    ['an absolute path', extra({ name: '/tmp/evil', content: bytes('x') }), /absolute path/],
    ['a path upwards', extra({ name: 'runs/../../evil', content: bytes('x') }), /relative path/],
    ['a path of Windows', extra({ name: 'runs\\..\\evil', content: bytes('x') }), /invalid characters|relative path/],
    ['a folder', extra({ name: 'runs/', content: bytes('') }), /folder/],
    ['a link', extra({ name: of('link.jsonl'), content: bytes('/etc/passwd'), told: { mode: 0o120777 } }), /is a link/],
    ['a file twice', extra({ name: MANIFEST, content: bytes('{}') }), /twice/],
    ['a file told twice', withManifest(files, ({ entries }) => void entries.push(...entries.slice(0, 1))), /twice/],
    [
      'a bomb',
      extra({ name: of('transitions.jsonl2'), content: Buffer.alloc(400 * 1024 ** 2), packed: true }),
      /would unpack to 4\d\d MB/,
    ],
    [
      'a bomb in several pieces',
      rawZip([...entriesOf(files), ...['a', 'b'].map((name) => ({ name, content: fifty, packed: true }))]),
      /would unpack to 1\d\d MB, far more than/,
    ],
    [
      'a line of a log without end',
      forged(files, { [of('log.jsonl')]: `{"time":1,"level":"info","text":"${'x'.repeat(2 * 1024 ** 2)}"}\n` }),
      /Line 1 of .*log\.jsonl has more than 1024 kB/,
    ],
    ['bytes behind its end', Buffer.concat([whole, bytes('more')]), /it is no whole zip file, or was changed \(/],
    [
      'its list of files changed',
      Buffer.from(whole.toString('latin1').replaceAll('PK\u0001\u0002', 'PK\u0001\u0003'), 'latin1'),
      /it is no whole zip file, or was changed \(/,
    ],
    ['a size that is not true', told(of('transitions.jsonl'), { bytes: 3 }), /cannot be imported/],
    ['an encrypted file', told(of('transitions.jsonl'), { flags: 1 }), /cannot be imported/],
    ['a way of packing that nobody knows', told(of('transitions.jsonl'), { method: 14 }), /packed in a way/],
    [
      'a run named as a statement',
      withManifest(files, (all) => void Object.assign(first(all), { run: hostile })),
      /does not fit/,
    ],
    [
      'a run named as a path',
      withManifest(files, (all) => void Object.assign(first(all), { run: '../../etc' })),
      /does not fit/,
    ],
    ['a run named twice', withManifest(files, (all) => void all.runs.push(first(all))), /each run once/],
    ['a run of another id', runJson({ run: 'other' }), /tells of the run other/],
    ['a run that trains', runJson({ state: 'running' }), /has ended/],
    ['a step that is a text', runJson({ step: '1' }), /step/],
    ['a size that is NaN', runJson({ steps: NaN }), /steps/],
    ['no configuration', runJson({ configuration: { model: 1 } }), /configuration/],
    ['a colour that is a style', runJson({ colour: 'red;background:url(x)' }), /colour/],
    ['a tag of two lines', runJson({ tags: ['a\nb'] }), /one word/],
    ['something more of a run', runJson({ admin: true }), /run\.json .*admin: nothing of that name belongs here/],
    [
      'a score that it has not',
      runJson({ score: { digest: '0'.repeat(64), file: '/tmp/x.js' } }),
      /score\.txt.*lacking/,
    ],
    [
      'a checkpoint in another folder',
      runJson({ checkpoints: [{ kind: 'best', step: 1, file: '../x.safetensors', bytes: 1 }] }),
      /does not fit/,
    ],
    ['no row', forged(files, { [of('run.json')]: undefined }), /run\.json.*lacking/],
    ['a row that is no JSON', forged(files, { [of('run.json')]: '{"run"' }), /not JSON/],
    [
      'a row that nests without end',
      forged(files, { [of('run.json')]: '['.repeat(100_000) }),
      /not JSON|not what Saccade/,
    ],
    ['a checkpoint that is none', forged(files, { [checkpoint]: 'x'.repeat(2000) }), /checkpoints/],
    [
      'a line that is no JSON',
      forged(files, { [of('transitions.jsonl')]: 'x\n' }),
      /Line 1 of .*transitions\.jsonl is not JSON/,
    ],
    ['a line without an end', forged(files, { [of('transitions.jsonl')]: '{' }), /ends within a line/],
    [
      'bytes that are no text',
      forged(files, { [of('transitions.jsonl')]: Buffer.from([0xff, 0xfe, 0x0a]) }),
      /not UTF-8/,
    ],
    [
      'a level that there is not',
      forged(files, { [of('log.jsonl')]: '{"time":1,"level":"loud","text":""}\n' }),
      /level/,
    ],
    [
      'more steps than values',
      line('metrics', (one) => ({ ...one, values: [] })),
      /^Line 1 of runs\/.*metrics\.jsonl .*as many steps/,
    ],
    ...['evaluations', 'metrics', 'watched', 'attention'].map((part): [string, Uint8Array, RegExp] => [
      `no ${part} of a run that was evaluated`,
      forged(files, { [of(`${part}.jsonl`)]: undefined }),
      new RegExp(`${part}\\.jsonl .*it is lacking, and the run was evaluated`),
    ]),
    ['half a step', line('metrics', (one) => ({ ...one, steps: [0.5], values: [1] })), /steps/],
    ['a value that is a text', line('metrics', (one) => ({ ...one, steps: [1], values: ['1; DROP'] })), /values/],
    ['a metric named as a statement', line('metrics', (one) => ({ ...one, metric: hostile })), /does not fit/],
    ['weights of another size', maps({ weights: 'AAA=' }), /as many weights/],
    ['weights that are no numbers', maps({ weights: '!' }), /Base64/],
    ['layers without end', maps({ layers: 1e9 }), /layers/],
    ['attention of no sentence', line('attention', (one) => ({ ...one, sentence: 99 })), /do not fit each other/],
    [
      'one map twice',
      line('attention', (one) => ({
        ...one,
        maps: Array((one.maps as Json[])[0] ? 2 : 0).fill((one.maps as Json[])[0]),
      })),
      /do not fit each other/,
    ],
    [
      'outputs of no pairs',
      line('outputs', (one) => ({ ...one, pairs: '0'.repeat(64) })),
      /^Line 1 of runs\/.*not in the bundle/,
    ],
    ['outputs of tokens that there are not', outputs({ tokens: [] }), /do not fit each other/],
    ['outputs of columns of two lengths', outputs({ exact: [] }), /do not fit each other/],
    ['pairs of another content', forged(files, { [pairs]: '{}' }), /it was changed, since the SHA-256 in its name/],
    ['a board that is none', forged(files, { 'board.json': '[]' }), /not a board/],
    ['no board where one is told', forged(files, { 'board.json': undefined }), /its board/],
  ]
}

/** The same of a bundle of a sweep. */
export function tamperedSweeps(files: Files): [what: string, file: Uint8Array, says: RegExp][] {
  const whole = JSON.parse(String(files.get('sweep.json'))) as Json & { runs: Json[]; decisions: Json[] }
  const changed = (change: Json) => forged(files, { 'sweep.json': JSON.stringify({ ...whole, ...change }) })
  const [first = {}, ...others] = whole.runs
  return [
    ['no sweep where one is told', forged(files, { 'sweep.json': undefined }), /its sweep/],
    ['a sweep of which nothing is told', withManifest(files, (all) => ({ ...all, sweep: undefined })), /its sweep/],
    ['a sweep that is none', forged(files, { 'sweep.json': '[]' }), /not what Saccade writes/],
    ['a definition that is none', changed({ definition: { axes: 1 } }), /axes/],
    [
      'a definition without end',
      changed({ definition: { ...(whole.definition as Json), axes: endless() } }),
      /combinations/,
    ],
    ['a sweep that trains', changed({ state: 'running' }), /state/],
    ['a sweep named as a path', changed({ sweep: '../s1' }), /sweep/],
    ['a run of it that is not there', changed({ runs: [{ ...first, run: 'nobody' }, ...others] }), /nobody is not in/],
    ['a run of it twice', changed({ runs: [first, first] }), /a run twice/],
    ['one run under two numbers', changed({ runs: [first, { ...others[0], run: first.run }] }), /a run twice/],
    [
      'a decision about no run',
      changed({ decisions: [{ ...whole.decisions[0], number: 999 }] }),
      /decides about run 999/,
    ],
    ['a verdict that there is not', changed({ decisions: [{ ...whole.decisions[0], verdict: 'wins' }] }), /verdict/],
  ]
}

/** Axes that stand for more combinations than there are atoms. */
function endless(): Json[] {
  const values = Array.from({ length: 1000 }, (_, i) => i + 1)
  const paths = [
    'training.steps',
    'training.batchSize',
    'model.encoder.hidden',
    'model.decoder.hidden',
    'evaluation.every',
  ]
  return paths.map((path) => ({ kind: 'grid', settings: { [path]: values } }))
}
