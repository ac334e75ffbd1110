import type { EngineDescription } from './contract/trainer.ts'

/** Such as “TensorFlow on the CPU”. */
export function engineTitle({ engine, device }: Pick<EngineDescription, 'engine' | 'device'>): string {
  return `${engine === 'tensorflow' ? 'TensorFlow' : 'WebAssembly'} on the ${device.toUpperCase()}`
}

/** Says that a run would go on with another engine or device than before, whose numbers differ; null where not. */
export function engineChange(before: EngineDescription, now: EngineDescription): string | null {
  const [was, is] = [engineTitle(before), engineTitle(now)]
  return was === is ? null : `${is} instead of ${was}`
}

/**
 * What else of an engine decides on the order of its sums, and so on the last bits, as far as it is another than before:
 * threads, TensorFlow's version, whether and how the fused operations compute. What an older run did not keep is not
 * compared.
 */
export function roundingChanges(before: EngineDescription, now: EngineDescription): string[] {
  if (engineChange(before, now) !== null) return []
  const differing = (title: string, was: string | undefined, is: string | undefined) =>
    was === undefined || is === undefined || was === is ? [] : [`${title}: ${is} instead of ${was}`]
  const threads = ({ threads: { interOp, intraOp } }: EngineDescription) => `${interOp} × ${intraOp}`
  const kernels = ({ kernels }: EngineDescription) =>
    kernels && (!kernels.used ? 'not in use' : kernels.tileUnits ? 'on tile units' : 'in use')
  return [
    ...differing('threads (operations side by side × in each)', threads(before), threads(now)),
    ...differing('version', before.version, now.version),
    ...differing('fused kernels', kernels(before), kernels(now)),
  ]
}
