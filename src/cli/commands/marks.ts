import type { MarkRequest } from '../../shared/contract/run-service.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { MOST_NOTE_CHARACTERS, noteSchema, tagSchema } from '../../shared/run-marks.ts'
import { chooseRuns } from '../choose-runs.ts'
import { type CommonOptions, withAnyHost, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'
import { readLineGroups } from '../read-lines.ts'

export interface ChoosingOptions extends CommonOptions {
  readonly where?: string
}

export interface TagOptions extends ChoosingOptions {
  readonly add?: string[]
  readonly remove?: string[]
}

/** `saccade tag RUN… --add TAG --remove TAG` */
export function tag(named: readonly string[], { add = [], remove = [], ...options }: TagOptions): Promise<number> {
  if (add.length + remove.length === 0) {
    throw new SaccadeError('bad-usage', 'No tag is named', { hint: 'Say which with --add TAG or --remove TAG.' })
  }
  const wrong = add.find((text) => !tagSchema.safeParse(text).success)
  if (wrong !== undefined) {
    throw new SaccadeError('bad-usage', `“${wrong}” is no tag`, {
      hint: 'It must be one word: at most 60 letters, digits and -_./:@#+, so that a filter can ask for it.',
    })
  }
  const both = add.find((text) => remove.includes(text))
  if (both !== undefined) throw new SaccadeError('bad-usage', `“${both}” is to be put on and taken away`)
  return mark(named, options, { addTags: add, removeTags: remove })
}

export interface UndoableOptions extends ChoosingOptions {
  readonly undo?: boolean
}

/** `saccade star RUN…` */
export function star(named: readonly string[], { undo = false, ...options }: UndoableOptions): Promise<number> {
  return mark(named, options, { starred: !undo })
}

/** `saccade archive RUN…` */
export function archive(named: readonly string[], { undo = false, ...options }: UndoableOptions): Promise<number> {
  // What is to be brought back is archived.
  return mark(named, options, { archived: !undo }, undo || undefined)
}

const NONE = 'No run fits --where; nothing was changed'

function mark(
  named: readonly string[],
  options: ChoosingOptions,
  marks: Omit<MarkRequest, 'runs'>,
  archivedToo?: boolean,
): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const chosen = await chooseRuns(api.runs, named, options.where, archivedToo)
    const runs = chosen.map(({ run }) => run)
    await api.runs.mark({ runs, ...marks })
    if (options.json) printJson({ runs })
    else if (runs.length === 0) printError(NONE)
    else {
      const [changed, others] = [chosen.filter(isNews(marks)), chosen.filter((run) => !isNews(marks)(run))]
      if (changed.length > 0) print(`${counted(changed.length, 'run')} marked: ${idsOf(changed)}`)
      if (others.length > 0)
        printError(`${counted(others.length, 'run was', 'runs were')} so already: ${idsOf(others)}`)
    }
    return 0
  })
}

const idsOf = (runs: readonly RunSummary[]): string => runs.map(({ run }) => run).join(', ')

/** Whether a run is otherwise than it is to be. */
const isNews =
  ({ addTags = [], removeTags = [], starred, archived }: Omit<MarkRequest, 'runs'>) =>
  (run: RunSummary): boolean =>
    addTags.some((tag) => !run.tags.includes(tag)) ||
    removeTags.some((tag) => run.tags.includes(tag)) ||
    (starred !== undefined && starred !== run.starred) ||
    (archived !== undefined && archived !== run.archived)

export interface NoteOptions extends CommonOptions {
  readonly file?: string
}

/** `saccade note RUN [TEXT]`: prints the note of a run, or replaces it by the text or by a file. */
export function note(named: string, text: string | undefined, { file, ...options }: NoteOptions): Promise<number> {
  if (text !== undefined && file !== undefined) {
    throw new SaccadeError('bad-usage', 'The note is given twice', {
      hint: 'Give it as TEXT or with --file, not both.',
    })
  }
  if (text === undefined && file === undefined) return printNote(named, options)
  return withAnyHost(options, async ({ api }) => {
    const { run } = await findRun(api.runs, named)
    const note = text ?? (await readText(file ?? ''))
    if (!noteSchema.safeParse(note).success) throw noteTooLong()
    await api.runs.mark({ runs: [run], note })
    if (options.json) printJson({ run, note })
    else
      print(
        note === '' ? `The note of ${run} was taken away` : `${run} has a note of ${counted(note.length, 'character')}`,
      )
    return 0
  })
}

function printNote(named: string, options: CommonOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const { run, note } = await findRun(host.runs, named)
    if (options.json) printJson({ run, note })
    else if (note === '') printError(`${run} has no note`)
    else print(...note.split('\n'))
  })
}

async function readText(file: string): Promise<string> {
  const lines: string[] = []
  let characters = 0
  for await (const group of readLineGroups(file)) {
    lines.push(...group)
    for (const line of group) characters += line.length + 1
    // A pipe need not end.
    if (characters > MOST_NOTE_CHARACTERS + 1) {
      throw noteTooLong()
    }
  }
  return lines.join('\n')
}

function noteTooLong(): SaccadeError {
  return new SaccadeError('bad-usage', `The note has too many characters; ${MOST_NOTE_CHARACTERS} is the most`, {
    hint: 'The note was left as it is.',
  })
}

/** `saccade rename RUN NAME` */
export function rename(named: string, name: string, options: CommonOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const { run } = await findRun(api.runs, named)
    await api.runs.rename({ runs: [run], name })
    const now = await api.runs.get({ run })
    if (options.json) printJson({ run, name: now.name })
    else print(`${run}  ${now.name}`)
    return 0
  })
}

export interface DeleteOptions extends ChoosingOptions {
  readonly yes?: boolean
}

/** `saccade delete RUN… --yes`: for good. Without `--yes` it only says what it would delete. */
export function deleteRuns(named: readonly string[], { yes = false, ...options }: DeleteOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const chosen = await chooseRuns(api.runs, named, options.where)
    const runs = chosen.map(({ run }) => run)
    const what = counted(runs.length, 'run')
    if (!yes && runs.length > 0) {
      if (!options.json) print(...chosen.map(({ run, name }) => `${run}  ${name}`))
      throw new SaccadeError('bad-usage', `Nothing was deleted: this would delete ${what} for good`, {
        hint: 'Say --yes to do it.',
      })
    }
    await api.runs.remove({ runs })
    if (options.json) printJson({ runs })
    else if (runs.length === 0) printError(NONE)
    else print(`${what} deleted: ${runs.join(', ')}`)
    return 0
  })
}
