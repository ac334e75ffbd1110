import { type ErrorData, SaccadeError, toErrorData } from '../../shared/errors.ts'

/**
 * What a report holds in the place of an answer that could not be given: without where it happened, which names folders of this
 * machine. @throws what it was given, where that is a fault of ours or the report was given up
 */
export function refusalOf(error: unknown): ErrorData {
  if (!(error instanceof SaccadeError) || error.code === 'aborted') throw error
  return { ...toErrorData(error), stack: undefined }
}
