import type { Configuration } from '../../shared/config/configuration.ts'
import { nameOfData } from '../../shared/data-name.ts'
import { generatedName, givenName } from '../../shared/run-name.ts'

/** The user's name for the run as it is kept, else one made of what it is. */
export function nameOfRun(configuration: Configuration, dataName = nameOfData(configuration.data.source)): string {
  const { name, preset, seed } = configuration
  return givenName(name) || givenName(generatedName({ preset, seed, dataName }))
}
