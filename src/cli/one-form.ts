import type { Command } from 'commander'
import { SaccadeError } from '../shared/errors.ts'

/** The options of a command that somebody said, as `--help` has them: others have their defaults. */
export function givenOptions(command: Command): string[] {
  return command.options.flatMap((option) =>
    command.getOptionValueSource(option.attributeName()) === 'cli' ? (option.long ?? []) : [],
  )
}

/**
 * What is printed has one form. @param flags those that ask for another than `--json` does
 * @throws bad-usage where two are asked for
 */
export function checkOneForm(
  given: readonly string[],
  { json, flags }: { readonly json: boolean | undefined; readonly flags: readonly string[] },
): void {
  const other = json ? given.find((option) => flags.includes(option)) : undefined
  if (other === undefined) return
  throw new SaccadeError('bad-usage', `${other} clashes with --json: what is printed has one form`, {
    hint: 'Leave one of them away.',
  })
}
