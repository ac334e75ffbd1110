// npm run bench: eager tfjs-node, Saccade's compiled step and PyTorch in turns; README.md tells how to read it.
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { prepare } from '../scripts/setup/prepare.js'
import { type Case, CASES, shrink } from './cases.ts'
import type { Place } from './contenders.ts'
import { describeMachine } from './machine.ts'
import { type CaseResult, measureCase } from './measure-case.ts'
import { measureMemory } from './measure-memory.ts'
import { measureValidation, printValidation } from './measure-validation.ts'
import { type Options, VALIDATION, readOptions } from './options.ts'
import { findPytorch, installPytorch } from './python.ts'
import { printCase, printMachine, printMemory, printTable } from './report.ts'

const MEMORY_STEPS = 2000
const QUICK_MEMORY_STEPS = 40
const VALIDATION_UPDATES = 300
const QUICK_VALIDATION_UPDATES = 5

try {
  await bench(readOptions(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function bench(options: Options): Promise<void> {
  await prepare({ parts: [] }) // the engine
  const place = await findPlace(options)
  const machine = await describeMachine(place, options.quick)
  printMachine(machine)
  const results = new Map<string, CaseResult>()
  for (const id of options.cases) {
    if (id === VALIDATION) continue // below
    const chosen = adapt(id, options)
    const result = await measureCase(chosen, place, options, machine.matmul_peak_gflops)
    printCase(chosen, result)
    results.set(id, result)
  }
  if (results.size > 0) printTable(results)
  const memory = options.memory ? await watchMemory(place, options) : null
  const validation = options.cases.includes(VALIDATION) ? await watchValidation(place, options) : null
  if (options.json !== null) {
    const content = {
      ...Object.fromEntries(results),
      ...(memory ? { memory } : {}),
      ...(validation ? { validation } : {}),
      machine,
    }
    writeFileSync(options.json, `${JSON.stringify(content, null, 2)}\n`)
  }
}

async function findPlace({ device, withPytorch }: Options): Promise<Place> {
  if (withPytorch) await installPytorch(device)
  const found = findPytorch(device)
  if ('python' in found) return { device, python: found.python }
  console.log(found.missing)
  return { device, python: null }
}

async function watchMemory(place: Place, options: Options) {
  const memory = await measureMemory(adapt('R3', options), place, options.quick ? QUICK_MEMORY_STEPS : MEMORY_STEPS)
  printMemory(memory)
  return memory
}

async function watchValidation(place: Place, options: Options) {
  const updates = options.quick ? QUICK_VALIDATION_UPDATES : VALIDATION_UPDATES
  const result = await measureValidation(adapt('G2P', options), place, { updates, rounds: options.rounds })
  printValidation(result)
  return result
}

function adapt(id: string, { quick, dropout, stepsGiven }: Options): Case {
  const found = CASES.find((each) => each.id === id)
  if (!found) throw new Error(`There is no case ${id}.`)
  const sized = quick ? shrink(found) : found
  const data =
    sized.data.kind === 'pronouncing' && stepsGiven !== null ? { ...sized.data, slice: stepsGiven } : sized.data
  return { ...sized, data, dropout: dropout ?? sized.dropout }
}
