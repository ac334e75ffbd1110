import type { EngineDescription, ResumePoint } from '../../shared/contract/trainer.ts'
import { engineChange, roundingChanges } from '../../shared/engine-change.ts'
import { SaccadeError } from '../../shared/errors.ts'

/**
 * What there is to say of the engine before a run trains on it: that it is the fall-back, and what it computes otherwise
 * than before the run was interrupted.
 *
 * @throws engine when it is another than before and nobody has said yes to that
 */
export function engineWarnings(engine: EngineDescription, from: ResumePoint | null): string[] {
  const fallBack = reasonOfFallBack(engine)
  const warnings = fallBack ? [`TensorFlow could not be loaded, so WebAssembly computes, much slower. ${fallBack}`] : []
  if (!from?.engine) return warnings
  const change = engineChange(from.engine, engine)
  if (change !== null && !from.engineChange) {
    throw new SaccadeError('engine', `The run would go on with ${change}, which rounds otherwise`, {
      hint: `${fallBack && `${fallBack} `}To go on all the same: \`saccade resume RUN --engine-change\`.`,
    })
  }
  const changes = change === null ? roundingChanges(from.engine, engine) : [change]
  if (changes.length === 0) return warnings
  return [...warnings, `From here on the run does not repeat bit for bit: it goes on with ${changes.join('; ')}`]
}

/** Why TensorFlow is not used, and what would get it; empty where it is, or where nobody asked for it. */
function reasonOfFallBack({ engine, whyNotBetter, fix }: EngineDescription): string {
  if (engine !== 'wasm' || fix === '') return ''
  const end = /[.!?…]$/.test(whyNotBetter) ? '' : '.'
  return `The reason: ${whyNotBetter}${end} To mend it: ${fix}`
}
