import os from 'node:os'
import process from 'node:process'
import { chooseDataFolder, layOut } from '../../host/folder/data-folder.ts'
import { openDatabase } from '../../host/storage/database.ts'
import { hasHistory } from '../../host/storage/inspect.ts'
import { refuseDamaged } from '../../host/storage/soundness.ts'
import { lookAtEngine } from '../../host/system-service.ts'
import { VERSION } from '../../host/version.ts'
import type { EngineDescription } from '../../shared/contract/trainer.ts'
import { counted } from '../../shared/counted.ts'
import { type ErrorData, toErrorData } from '../../shared/errors.ts'
import type { CommonOptions } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { describeFailure } from '../failure.ts'
import { print, printJson } from '../output.ts'
import { formatFacts } from '../table.ts'
import { workerLauncher } from '../worker-program.ts'

interface Findings {
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly cores: number
  readonly dataFolder: string
  readonly history: 'none yet' | 'sound' | ErrorData
  readonly engine: EngineDescription | ErrorData
}

/** `saccade doctor`: what there is, why not better, and the command that would get it. Changes nothing. */
export async function doctor(options: CommonOptions): Promise<number> {
  const folder = layOut(chooseDataFolder(options.dataDir))
  const findings: Findings = {
    version: VERSION,
    node: process.version,
    platform: `${os.type()} ${os.release()} ${process.arch}`,
    cores: os.availableParallelism(),
    dataFolder: folder.root,
    history: historyOf(folder.database),
    engine: await lookAtEngine({ launcher: workerLauncher(), cores: os.availableParallelism() }).catch(toErrorData),
  }
  if (options.json) printJson(findings)
  else print(...describe(findings))
  const sound = !isError(findings.engine) && !isError(findings.history)
  return sound ? EXIT.done : EXIT.failed
}

function historyOf(file: string): Findings['history'] {
  try {
    if (!hasHistory(file)) return 'none yet'
    openDatabase(file, { readonly: true }).close()
    refuseDamaged(file)
    return 'sound'
  } catch (error) {
    return toErrorData(error)
  }
}

function describe({ version, node, platform, cores, dataFolder, history, engine }: Findings): string[] {
  const rows: [title: string, ...lines: string[]][] = [
    ['Saccade', version],
    ['Node', node],
    ['System', `${platform}, ${counted(cores, 'core')}`],
    ['Data folder', dataFolder],
    ['History', ...(isError(history) ? describeFailure(history) : [history])],
  ]
  if (isError(engine)) rows.push(['Engine', ...describeFailure(engine)])
  else {
    rows.push(
      ['Engine', `${engine.engine === 'tensorflow' ? 'TensorFlow' : 'WebAssembly'} ${engine.version}`],
      ['Device', `${engine.device.toUpperCase()}, ${engine.deviceName}`],
      ['Threads', `${counted(engine.threads.interOp, 'operation')} side by side, ${engine.threads.intraOp} in each`],
    )
    if (engine.whyNotBetter) rows.push(['Why not better', engine.whyNotBetter])
    if (engine.fix) rows.push(['To get better', engine.fix])
    if (engine.kernels) {
      const { used, why, fix, tileUnits } = engine.kernels
      const how = tileUnits ? 'in use, with the processor’s tile units (AMX)' : 'in use'
      rows.push(['Fused kernels', used ? how : `not in use. ${why}`])
      if (fix) rows.push(['To get them', fix])
    }
  }
  return formatFacts(rows, 16)
}

function isError(finding: EngineDescription | Findings['history']): finding is ErrorData {
  return typeof finding === 'object' && 'message' in finding
}
