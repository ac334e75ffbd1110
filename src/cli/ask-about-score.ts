import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { readScore } from '../host/scores/own-scores.ts'
import type { Configuration } from '../shared/config/configuration.ts'
import { isOwnScore } from '../shared/config/own-score.ts'
import type { ScoreModule } from '../shared/contract/scores.ts'
import { SaccadeError } from '../shared/errors.ts'
import { type CommonOptions, withReadingHost } from './context.ts'
import { printError, printErrorText } from './output.ts'

/**
 * Whether the code that a configuration names may be run. Gives what the user has now said yes to, with the flag or on
 * the terminal, and null where there is nothing to say.
 * @throws bad-usage where nobody can be asked; aborted for a no; bad-data
 */
export async function askAboutScore(
  { model }: Configuration,
  options: CommonOptions & { readonly trustScore?: boolean },
): Promise<ScoreModule | null> {
  const { score } = model.attention
  if (!isOwnScore(score)) return null
  const module = readScore(score)
  if (options.trustScore || (await isTrusted(module, model, options))) return module
  await confirmScore(module, { json: options.json, flag: '--trust-score' })
  return module
}

/** Shows the code on the terminal and waits for a yes. @throws bad-usage where nobody can be asked; aborted for a no */
export async function confirmScore(
  module: ScoreModule,
  { json, flag }: { readonly json?: boolean | undefined; readonly flag: string },
): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || json) {
    throw new SaccadeError('bad-usage', `${module.file} holds code that you have not said yes to`, {
      hint: `Read it first: it can do whatever you can. Then give ${flag}. (SHA-256 ${module.digest})`,
    })
  }
  printErrorText(`${module.content.trimEnd()}\n`)
  printError(`This is ${module.file} (SHA-256 ${module.digest}).`)
  if (await confirm('Its code can do whatever you can. Run it? [y/N] ')) return
  throw new SaccadeError('aborted', 'Nothing was run')
}

/** Looked up without making anything. */
async function isTrusted({ digest }: ScoreModule, model: Configuration['model'], options: CommonOptions) {
  let trusted = false
  await withReadingHost(options, async ({ scores }) => {
    const named = await scores.named({ configurations: [{ model: { attention: { score: model.attention.score } } }] })
    trusted = named.some((each) => each.trusted && each.digest === digest)
  })
  return trusted
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim())
  } finally {
    terminal.close()
  }
}
