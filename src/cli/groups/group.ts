import type { Command, CommandOptions } from 'commander'

/** What a group of commands makes its commands with. */
export interface Makers {
  readonly program: Command
  /** A command with the flags that all have: `--data-dir` and `--json`. */
  readonly command: (usage: string, description: string, parent?: Command, settings?: CommandOptions) => Command
  /** One that takes any number of runs, by name or by what they are (`--where`). */
  readonly choosing: (name: string, description: string) => Command
  /** One that asks a model, at a checkpoint or near a step. */
  readonly asking: (usage: string, description: string) => Command
  /** Gets the exit code of the command that ran. */
  readonly finish: (code: number) => void
}

/** The values of a flag that may be given often. */
export function collect(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), text]
}
