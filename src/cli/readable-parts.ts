import { SaccadeError } from '../shared/errors.ts'

/** Of a damaged history what is whole is shown all the same, and what is not is told at the end. */
export interface ReadableParts {
  /** The part, or `otherwise` where it cannot be read. */
  read<Part>(name: string, part: Promise<Part>, otherwise: Part): Promise<Part>
  /** @throws storage that names the parts that could not be read, if there were any */
  end(): void
}

export function createReadableParts(): ReadableParts {
  const lost: string[] = []
  let first: SaccadeError | null = null
  return {
    async read(name, part, otherwise) {
      try {
        return await part
      } catch (error) {
        if (!(error instanceof SaccadeError) || error.code !== 'storage') throw error
        lost.push(name)
        first ??= error
        return otherwise
      }
    },
    end() {
      if (!first) return
      const { hint, message } = first
      throw new SaccadeError('storage', `Of this run, ${lost.join(', ')} cannot be read. ${message}`, { hint })
    },
  }
}
