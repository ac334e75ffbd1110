// The process that asks a history: see ask.ts.
import process from 'node:process'
import { endWithHost } from '../../shared/end-with-host.ts'
import { EXIT } from '../exit-codes.ts'
import { reportFailure } from '../failure.ts'
import { hasLostOutput, surviveLostOutput } from '../output.ts'
import { FORMS, answer } from './answer.ts'

const [file = '', named, sql = ''] = process.argv.slice(2)
const form = FORMS.find((one) => one === named) ?? 'table'

async function main(): Promise<number> {
  try {
    await answer({ file, form, sql })
    return EXIT.done
  } catch (error) {
    return reportFailure(error, { json: form === 'json' })
  }
}

surviveLostOutput()
endWithHost() // SQLite would not hear that nobody waits for it
void main().then((code) => (process.exitCode = hasLostOutput() ? EXIT.failed : code))
