import type { Case } from './cases.ts'
import { type Place, startSaccade } from './contenders.ts'
import { validationSchema } from './protocol.ts'
import type { ValidationAmount } from './validation.ts'

/** A validation pass over 1,000 words of the pronouncing dictionary, eager against compiled. */
export async function measureValidation(chosen: Case, place: Place, amount: ValidationAmount) {
  const { peer } = await startSaccade('The validation side', place)
  try {
    const answer = await peer.ask({ do: 'validation', case: chosen, ...amount }, validationSchema)
    const { eagerMs, compiledMs, compileMs, ...facts } = answer
    return {
      ...facts,
      eager_ms: eagerMs,
      compiled_ms: compiledMs,
      ratio_to_eager: eagerMs / compiledMs,
      compile_ms: compileMs,
      pays_from_passes: compileMs / (eagerMs - compiledMs),
    }
  } finally {
    await peer.close()
  }
}

export function printValidation(result: Awaited<ReturnType<typeof measureValidation>>): void {
  const { pairs, eager_ms, compiled_ms, ratio_to_eager, compile_ms, pays_from_passes } = result
  console.log(
    `Validation of ${pairs} pairs: eager ${eager_ms.toFixed(0)} ms, compiled ${compiled_ms.toFixed(0)} ms, ` +
      `${ratio_to_eager.toFixed(2)}×; compiling ${(compile_ms / 1000).toFixed(2)} s pays from ${pays_from_passes.toFixed(1)} passes`,
  )
}
