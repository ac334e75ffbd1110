import process from 'node:process'
import { EXIT } from './exit-codes.ts'
import { reportFailure } from './failure.ts'
import { hasLostOutput, surviveLostOutput } from './output.ts'
import { createProgram } from './program.ts'

async function main(): Promise<number> {
  let exitCode: number = EXIT.done
  try {
    await createProgram((code) => (exitCode = code)).parseAsync()
    return exitCode
  } catch (error) {
    return reportFailure(error, { json: process.argv.includes('--json') })
  }
}

surviveLostOutput()
// Until a command says how it ended: one that is left with nothing to wait for has not done its work.
process.exitCode = EXIT.failed
// Not process.exit(): what is still on its way into a pipe must arrive. Everything was closed, so this is the end.
void main().then((code) => (process.exitCode = hasLostOutput() ? EXIT.failed : code))
