import type { Configuration } from '../../shared/config/configuration.ts'
import { nameOfData } from '../../shared/data-name.ts'
import { generatedName } from '../../shared/run-name.ts'
import { trimmed } from '../../shared/white-space.ts'

/** The user's name for the run, else one made of what it is. */
export function nameOfRun(configuration: Configuration, dataName = nameOfData(configuration.data.source)): string {
  const { name, preset, seed } = configuration
  return trimmed(name) || generatedName({ preset, seed, dataName })
}
