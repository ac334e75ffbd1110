import {
  type DeleteOptions,
  type NoteOptions,
  type TagOptions,
  type UndoableOptions,
  archive,
  deleteRuns,
  note,
  rename,
  star,
  tag,
} from '../commands/marks.ts'
import { type PruneOptions, prune } from '../commands/prune.ts'
import type { CommonOptions } from '../context.ts'
import { readBounded } from '../read-bounded.ts'
import { type Makers, collect } from './group.ts'

const KEEP_BOUNDS = { minimum: 0, maximum: 1_000_000_000 }

/** What sets runs in order and clears them away. */
export function addMarks({ command, choosing, finish }: Makers): void {
  choosing('tag', 'put tags on runs or take them away')
    .option('--add <tag>', 'a tag to put on them; may be given often', collect)
    .option('--remove <tag>', 'a tag to take away; may be given often', collect)
    .action(async (named: string[], options: TagOptions) => finish(await tag(named, options)))

  choosing('star', 'mark runs with a star')
    .option('--undo', 'take the star away')
    .action(async (named: string[], options: UndoableOptions) => finish(await star(named, options)))

  choosing('archive', 'set runs aside: lists leave them out unless asked for them')
    .option('--undo', 'bring them back')
    .action(async (named: string[], options: UndoableOptions) => finish(await archive(named, options)))

  command('note <run> [text]', 'print the note of a run, or replace it (Markdown)')
    .option('--file <file>', 'the new note from a file, - for standard input')
    .action(async (run: string, text: string | undefined, options: NoteOptions) =>
      finish(await note(run, text, options)),
    )

  command('rename <run> <name>', 'give a run another name').action(
    async (run: string, name: string, options: CommonOptions) => finish(await rename(run, name, options)),
  )

  choosing('delete', 'delete runs that have ended, with everything stored of them, for good')
    .option('--yes', 'do it; without, only say what would be deleted')
    .action(async (named: string[], options: DeleteOptions) => finish(await deleteRuns(named, options)))

  choosing('prune', 'delete checkpoints that training.keep keeps; best and last stay')
    .option('--keep <n>', 'leave so many of a run, spread over its steps', readBounded('--keep', KEEP_BOUNDS, 'whole'))
    .option('--to-size <mb>', 'leave what fits into so many MB a run', readBounded('--to-size', KEEP_BOUNDS, 'any'))
    .option('--dry-run', 'only say what would be deleted')
    .action(async (named: string[], options: PruneOptions) => finish(await prune(named, options)))
}
