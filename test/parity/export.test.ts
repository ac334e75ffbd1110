// Exported packages as far as they can be checked without PyTorch; `npm run parity` runs them in it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { findPython } from '../../scripts/setup/wheels.js'
import { checkNewFolder, readFolder, writeFolder } from '../../src/cli/package-folder.ts'
import { readLines } from '../../src/data/readers/text.ts'
import { TOKENIZERS } from '../../src/data/tokenizers/registry.ts'
import { composeModel } from '../../src/host/export/pytorch/model.ts'
import { SCORE_PIECES } from '../../src/host/export/pytorch/pieces/scores.ts'
import { SPAN_PIECES } from '../../src/host/export/pytorch/pieces/spans.ts'
import { shapeOf } from '../../src/host/export/pytorch/shape.ts'
import { fromPytorch, toPytorch } from '../../src/host/export/pytorch/tensors.ts'
import { composeTokenizer, modelFileName } from '../../src/host/export/pytorch/tokenizer.ts'
import { composeTranslate } from '../../src/host/export/pytorch/translate.ts'
import { type Host, createHost } from '../../src/host/host.ts'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import type { Configuration } from '../../src/shared/config/configuration.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { PRESETS } from '../../src/shared/config/presets.ts'
import type { RunId } from '../../src/shared/contract/runs.ts'
import type { PackageFile } from '../../src/shared/contract/run-service.ts'
import { decodeSafetensors, encodeSafetensors, floatTensor, floatValues } from '../../src/shared/safetensors.ts'
import type { StoredTensor } from '../../src/shared/safetensors.ts'
import { TOKENIZER_IDS, type TokenizerId } from '../../src/shared/tokenizers.ts'
import { oneLine } from '../../src/shared/visible-text.ts'
import { hasEnded } from '../../src/shared/run-state.ts'
import { SCORES, SPANS } from '../../src/worker/attention/registry.ts'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { VOCABULARY } from '../support/models.ts'
import { hardLines } from '../tokenizers/hard-lines.ts'
import { configurationOf, coverPairs, nameOf } from './covering.ts'
import { layoutOf, readNames, saccadeNames } from './names-table.ts'
import { freshModel, parametersOf } from './packages.ts'
import { WORKER } from '../support/worker.ts'

const FILES = [
  'README.md',
  'config.json',
  'model.py',
  'tokenizer.py',
  'translate.py',
  'vocabulary.json',
  'watched.json',
  'weights.safetensors',
]
const python = findPython()

const presets = PRESETS.map(({ id }): [string, Configuration] => [
  id,
  parseConfiguration(composeConfiguration({ preset: id, source: { kind: 'task', task: 'reverse' } })),
])
const documented = readNames()
const points = coverPairs().points.map((point): [string, Configuration] => [nameOf(point), configurationOf(point)])

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

it('knows every score and span', () => {
  expect(Object.keys(SCORE_PIECES).sort()).toEqual(Object.keys(SCORES).sort())
  expect(Object.keys(SPAN_PIECES).sort()).toEqual(Object.keys(SPANS).sort())
})

it.each([...presets, ...points])('%s: every parameter has one place, and comes back as it was', (_, configuration) => {
  const model = freshModel(configuration)
  const parameters = parametersOf(model)
  model.dispose()
  const { plans } = composeModel(shapeOf(configuration.model, VOCABULARY))
  expect(plans.flatMap((plan) => plan.parameters).sort()).toEqual([...parameters.keys()].sort())
  const back = fromPytorch(plans, toPytorch(plans, parameters))
  const plain = (tensors: ReadonlyMap<string, StoredTensor>) =>
    Object.fromEntries([...tensors].map(([name, { shape, bytes }]) => [name, { shape, bytes: Buffer.from(bytes) }]))
  expect(plain(back)).toEqual(plain(parameters))
})

it('docs/pytorch.md has a line for every tensor of every package, and no line for none', () => {
  const used = new Set<number>()
  for (const [name, { model }] of [...presets, ...points]) {
    const { plans } = composeModel(shapeOf(model, VOCABULARY))
    for (const plan of plans) {
      const lines = documented.flatMap((row, index) => {
        const names = saccadeNames(row, plan.torch)
        return names ? [{ index, names, layout: row.layout }] : []
      })
      const what = `${plan.torch} of ${name}`
      expect(lines, what).toHaveLength(1)
      expect(lines[0], what).toMatchObject({ names: [...plan.parameters], layout: layoutOf(plan) })
      used.add(lines[0]!.index)
    }
  }
  expect(documented.filter((_, index) => !used.has(index))).toEqual([])
})

describe.skipIf(!python)('in Python', () => {
  function runPython(args: readonly string[], input: unknown): unknown {
    const { status, stdout, stderr } = spawnSync(python ?? '', args, { input: JSON.stringify(input), encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout)
  }

  it('parses, fits on the page, and holds nothing that is not used', () => {
    const dropping = points.map(([, { model }]) => {
      const side = { dropout: 0.1, embeddingDropout: 0.2 }
      return { ...model, encoder: { ...model.encoder, ...side }, decoder: { ...model.decoder, ...side } }
    })
    const models = [...presets, ...points].map(([, { model }]) => model)
    const sources = [...models, ...dropping].map((model) => composeModel(shapeOf(model, VOCABULARY)).source)
    sources.push(composeTranslate(1.5))
    sources.push(...TOKENIZER_IDS.map((id) => composeTokenizer({ source: id, target: id })))
    expect(runPython([join(import.meta.dirname, 'unused.py')], sources)).toEqual(sources.map(() => []))
  })

  it.each(TOKENIZER_IDS)('cuts and joins as our %s tokeniser', async (id) => {
    const folder = mkdtempSync(join(tmpdir(), 'saccade-tokenizer-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const kind = TOKENIZERS[id]
    const model = await modelFor(id)
    writeFileSync(join(folder, 'tokenizer.py'), composeTokenizer({ source: id, target: id }))
    for (const side of ['source', 'target'] as const) {
      const file = modelFileName(side, id)
      if (file !== null && model !== null) writeFileSync(join(folder, file), kind.model?.toBytes(model) ?? '')
    }
    // What cuts by SentencePiece's own library is compared with it by the fixtures; here a stand-in cuts at spaces.
    writeFileSync(join(folder, 'sentencepiece.py'), STAND_IN)
    const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
from tokenizer import SOURCE, TARGET
texts, rows = json.load(sys.stdin)
json.dump([[[SOURCE.tokenize(text), TARGET.join(SOURCE.tokenize(text))] for text in texts], [TARGET.join(row) for row in rows]], sys.stdout)`
    const texts = [
      ...['', 'a b', ' the\tcat\u00a0sat\u3000\u2028down ', 'a\u0085b\u001cc', '␣ ␣␣', '😀 e\u0301', '\ufeffx y\ufeff'],
      ...hardLines(1000, 7),
    ]
    const rows = [
      ['▁a', '<unk>', '▁', '<0xC3>', '<0xBC>', '<0xFF>', 'b'],
      ['lo@@', 'w', 'x@@'],
      ['(￭', 'a', '￭)', '￭'],
    ]
    const { tokenize, join: joined } = kind.create(model)
    const cut = texts.map((text) => [tokenize(text), joined(tokenize(text))])
    const [python, joinedRows] = z
      .tuple([z.unknown(), z.unknown()])
      .parse(runPython(['-c', script, folder], [texts, rows]))
    if (id !== 'sentencepiece') expect(python).toEqual(cut)
    expect(joinedRows).toEqual(rows.map(joined))
  })

  it('F19, A2: reads the lines that our reader reads, and prints one line for each', async () => {
    const source = composeTranslate(2)
    const script = `
import ast, json, re, sys
from pathlib import Path
source, path = json.load(sys.stdin)
wanted = lambda node: getattr(node, "name", "") in ("read_lines", "one_line") or ast.unparse(node).startswith("CONTROLS")
exec("\\n".join(ast.unparse(node) for node in ast.parse(source).body if wanted(node)))
json.dump([read_lines(path), [one_line(line + "\\n\\t|") for line in read_lines(path)]], sys.stdout)`
    const path = join(mkdtempSync(join(tmpdir(), 'saccade-lines-')), 'lines.txt')
    onTestFinished(() => rmSync(dirname(path), { recursive: true }))
    writeFileSync(path, '\ufeff a\r\n\n\ufeffb\u0085c\u2028d\u001b\u200d\\n\r\r\nlast')
    const lines = await readLines(path)
    expect(lines).toEqual([' a', '', '\ufeffb\u0085c\u2028d\u001b\u200d\\n\r', 'last'])
    expect(oneLine(lines[2] ?? '')).toBe('\ufeffb\\u{85}c\\u{2028}d\\u{1b}\u200d\\n\\u{d}')
    expect(runPython(['-c', script], [source, path])).toEqual([lines, lines.map((line) => oneLine(`${line}\n\t|`))])

    for (const [content, words] of [
      ['a\nb\0\n', 'line 2 is not text'],
      ['\ufeffa\n', 'line 1 is not UTF-8'],
    ] as const) {
      writeFileSync(path, Buffer.from(content, words.endsWith('UTF-8') ? 'utf16le' : 'utf8'))
      const { status, stderr } = spawnSync(python ?? '', ['-c', script], { input: JSON.stringify([source, path]) })
      expect([status, stderr.toString()]).toEqual([1, expect.stringContaining(words)])
    }
  })
})

const STAND_IN = `
class SentencePieceProcessor:
    def __init__(self, model_file):
        open(model_file, "rb").close()

    def encode(self, text, out_type):
        return text.split(" ")
`

async function modelFor(id: TokenizerId): Promise<string | null> {
  const codes = () => TOKENIZERS.bpe.learn?.(hardLines(500, 3), 300, async () => undefined) ?? null
  if (id === 'bpe') return codes()
  if (id === 'subword-nmt') return (await codes())?.replace(/^#.*\n/, '').replace('\n', '\n日 </w>\n') ?? null
  const file = new URL('../tokenizers/fixtures/bpe-spaces.model.gz', import.meta.url)
  return id === 'sentencepiece' ? (TOKENIZERS[id].model?.read(gunzipSync(readFileSync(file)), 'x') ?? null) : null
}

describe('a run', () => {
  let folder: string
  let host: Host
  let run: RunId

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'saccade-export-'))
    host = createHost({ dataFolder: join(folder, 'data'), launcher: forkLauncher({ entry: WORKER }), mode: 'served' })
    const sizes = ['encoder.hidden=6', 'decoder.hidden=6', 'encoder.embedding=5', 'decoder.embedding=4']
    const few = ['training.steps=2', 'evaluation.pairs=10', 'evaluation.watched.count=2', 'engine.device="cpu"']
    const configuration = composeConfiguration({
      preset: 'bigru-bahdanau',
      source: { kind: 'task', task: 'dates', trainPairs: 40, validPairs: 10 },
      assignments: [...sizes.map((text) => `model.${text}`), ...few, 'training.earlyStopping.patience=0'],
      name: 'a *first* run',
    })
    ;[run = ''] = (await host.api.runs.create({ configurations: [configuration] })).runs
    await new Promise<void>((resolve) => {
      host.events.on('runs', ({ runs }) => {
        if (runs.some((one) => one.run === run && hasEnded(one.state))) resolve()
      })
    })
    expect(await host.api.runs.get({ run })).toMatchObject({ state: 'finished' })
    return async () => {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  const exported = async () => (await host.api.runs.exportPytorch({ run, checkpoint: 'last' })).files

  it('is exported, and imported as a run that says and attends to the same', async () => {
    const files = await exported()
    expect(files.map(({ name }) => name).sort()).toEqual(FILES)
    const back = await host.api.runs.importPytorch({ files })
    expect(await host.api.runs.get(back)).toMatchObject({
      state: 'finished',
      reason: 'imported from PyTorch',
      name: 'a *first* run · from PyTorch',
      step: 2,
    })
    const again = (await host.api.runs.exportPytorch({ run: back.run, checkpoint: 'best' })).files
    expect(tensorsOf(again)).toEqual(tensorsOf(files))

    const ask = async (of: RunId) =>
      host.api.runs.translate({ run: of, checkpoint: 'last', lines: ['2 may 1999', 'x'], attention: true })
    expect(await ask(back.run)).toEqual(await ask(run))

    const [index] = await host.api.runs.snapshots({ runs: [run] })
    const sentences = index?.sentences
    expect(sentences).toHaveLength(2)
    expect(await host.api.runs.snapshots({ runs: [back.run] })).toEqual([{ steps: [2], sentences }])
    const kept = (of: RunId) => host.api.runs.snapshot({ run: of, step: 2, sentence: index?.sentences[1]?.index ?? -1 })
    const [theirs, ours] = [await kept(back.run), await kept(run)]
    expect(theirs.text).toBe(ours.text)
    expect(theirs.maps).toHaveLength(2)
  })

  it('F24: keeps the name of an imported run within its bound', async () => {
    const longest = 'ü'.repeat(200)
    const files = (await exported()).map((file) => {
      if (file.name !== 'config.json') return file
      const content = JSON.stringify({ ...(JSON.parse(Buffer.from(file.content).toString()) as object), name: longest })
      return { ...file, content: Buffer.from(content) }
    })
    const back = await host.api.runs.importPytorch({ files })
    expect((await host.api.runs.get(back)).name).toBe(`${'ü'.repeat(184)}… · from PyTorch`)
    const named = host.api.runs.importPytorch({ files, name: `${longest}ü` })
    await expect(named).rejects.toMatchObject({ code: 'bad-usage', message: expect.stringContaining('201 characters') })
  })

  /** The package with another state_dict. */
  async function withTensors(change: (tensors: Map<string, StoredTensor>) => void): Promise<PackageFile[]> {
    return (await exported()).map((file) => {
      if (file.name !== 'weights.safetensors') return file
      const { metadata, tensors } = decodeSafetensors(file.content, file.name)
      const changed = new Map(tensors)
      change(changed)
      return { name: file.name, content: encodeSafetensors({ metadata, tensors: changed }) }
    })
  }

  it('is refused with every tensor that does not fit, and nothing is stored', async () => {
    const before = await host.api.runs.list()
    const folders = readdirSync(join(folder, 'data', 'runs'))
    const files = await withTensors((tensors) => {
      tensors.delete('encoder.rnn.bias_hh_l0')
      tensors.set('decoder.logits.bias', floatTensor(new Float32Array(3), [3]))
      tensors.set('decoder.extra.weight', floatTensor(new Float32Array(2), [2]))
      tensors.set('decoder.attention.v.weight', {
        ...tensors.get('decoder.attention.v.weight')!,
        dtype: 'I32',
      })
      const key = tensors.get('decoder.attention.key.weight')!
      tensors.set('decoder.attention.key.weight', floatTensor(floatValues(key).fill(NaN, 0, 1), key.shape))
    })
    await expect(host.api.runs.importPytorch({ files })).rejects.toMatchObject({
      code: 'bad-data',
      problems: expect.arrayContaining([
        { path: 'encoder.rnn.bias_hh_l0', message: 'is missing' },
        { path: 'decoder.logits.bias', message: expect.stringMatching(/is \[3\] instead of \[\d+\]/) },
        { path: 'decoder.extra.weight', message: 'is not in the model' },
        { path: 'decoder.attention.v.weight', message: 'is I32 instead of F32' },
        { path: 'decoder.attention.key.weight', message: expect.stringContaining('not finite') },
      ]),
    })
    expect(await host.api.runs.list()).toEqual(before)
    expect(readdirSync(join(folder, 'data', 'runs'))).toEqual(folders)
  })

  it.each([
    ['weights.safetensors', 'PK', /is damaged/],
    ['config.json', '{', /not JSON/],
    ['config.json', '{}', /1 problem/],
    ['vocabulary.json', '{"source": {"tokens": ["a"], "counts": [1]}}', /vocabulary\.json .* source side/],
    ['watched.json', '[1]', /watched\.json/],
    ['watched.json', watched({}, {}), /two sentences 0/],
    ['watched.json', watched({ source: ['two'] }), /source that the tokeniser character cuts otherwise/],
    ['watched.json', watched({ alignment: { sure: [], possible: [[0, 1]] } }), /link 0-1 to a token that is not there/],
    ['weights.safetensors', null, /no weights\.safetensors/],
  ])('is refused where %s is %j', async (name, content, words) => {
    const files = (await exported()).flatMap((file) => {
      if (file.name !== name) return [file]
      return content === null ? [] : [{ name, content: new TextEncoder().encode(content) }]
    })
    await expect(host.api.runs.importPytorch({ files })).rejects.toThrow(words)
  })

  it('says which score has no counterpart', () => {
    const [, { model }] = presets[1]!
    const own = { ...model, attention: { ...model.attention, score: './own.ts' as 'dot' } }
    expect(() => shapeOf(own, VOCABULARY)).toThrow('“./own.ts” cannot be written as PyTorch')
  })
})

describe('a folder of a package', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'saccade-package-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const files = [{ name: 'config.json', content: Uint8Array.of(1) }]

  it('is made, may be there empty, and never overwrites anything', () => {
    const deep = join(folder, 'a', 'b')
    checkNewFolder(deep)
    writeFolder(deep, files)
    expect(readFolder(deep)).toEqual([{ name: 'config.json', content: Buffer.of(1) }])
    expect(() => checkNewFolder(deep)).toThrow('is not empty')
    expect(() => checkNewFolder(join(deep, 'config.json'))).toThrow('is a file')
    expect(() => writeFolder(deep, files)).toThrow('cannot be written')
    expect(existsSync(join(deep, 'config.json'))).toBe(true)
    checkNewFolder(folder.slice(0, -1) + 'none')
  })

  it('takes away what it wrote where it cannot write all', () => {
    const deep = join(folder, 'new')
    expect(() => writeFolder(deep, [...files, { name: 'no/such', content: Uint8Array.of(1) }])).toThrow(deep)
    expect(existsSync(deep)).toBe(false)
    writeFileSync(join(folder, 'file'), '')
    expect(() => readFolder(join(folder, 'file'))).toThrow('cannot be read')
  })
})

/** Sentences of one token on each side, with these changes. */
function watched(...changes: object[]): string {
  const sentence = { index: 0, source: ['a'], reference: ['b'], alignment: null }
  return JSON.stringify(changes.map((change) => ({ ...sentence, ...change })))
}

function tensorsOf(files: readonly PackageFile[]): Record<string, unknown> {
  const { content } = files.find(({ name }) => name === 'weights.safetensors')!
  const { tensors } = decodeSafetensors(content, 'weights.safetensors')
  return Object.fromEntries(
    [...tensors].map(([name, { shape, bytes }]) => [name, { shape, bytes: Buffer.from(bytes) }]),
  )
}
