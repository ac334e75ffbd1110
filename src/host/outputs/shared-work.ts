import { SaccadeError } from '../../shared/errors.ts'

interface Piece<Result> {
  readonly result: Promise<Result>
  readonly control: AbortController
  waiting: number
}

/** Long pieces of work by name: who asks for one that is being done waits for that one. It ends when all have given up. */
export function createSharedWork<Result>(): (
  name: string,
  work: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result> {
  const pieces = new Map<string, Piece<Result>>()

  function begin(name: string, work: (signal: AbortSignal) => Promise<Result>): Piece<Result> {
    const control = new AbortController()
    const piece = { control, waiting: 0, result: work(control.signal) }
    pieces.set(name, piece)
    const end = (): void => {
      if (pieces.get(name) === piece) pieces.delete(name)
    }
    piece.result.then(end, end)
    return piece
  }

  return async (name, work, signal) => {
    if (signal?.aborted) throw givenUp()
    const piece = pieces.get(name) ?? begin(name, work)
    piece.waiting += 1
    let leave = (): void => undefined
    const gaveUp = new Promise<never>((_, reject) => {
      leave = () => reject(givenUp())
      signal?.addEventListener('abort', leave)
    })
    try {
      return await Promise.race([piece.result, gaveUp])
    } finally {
      signal?.removeEventListener('abort', leave)
      piece.waiting -= 1
      if (piece.waiting === 0) {
        if (pieces.get(name) === piece) pieces.delete(name)
        piece.control.abort()
      }
    }
  }
}

function givenUp(): SaccadeError {
  return new SaccadeError('aborted', 'It was given up')
}
