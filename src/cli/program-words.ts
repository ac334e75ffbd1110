import process from 'node:process'

/** Program and words by which this command line was started, without those of the command. */
export const programWords = (): string[] => [process.execPath, ...process.execArgv, process.argv[1] ?? 'saccade']
