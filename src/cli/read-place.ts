import { SaccadeError } from '../shared/errors.ts'

/** Reads the name of a file or folder that is to be made: an empty one would be the folder that the terminal is in. @throws bad-usage */
export function readPlace(flag: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text
    throw new SaccadeError('bad-usage', `${flag} is empty`, { hint: 'Name what is to be made.' })
  }
}
