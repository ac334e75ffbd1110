import { configurationJsonSchema } from '../../shared/config/configuration.ts'
import { printAsIs } from '../output.ts'

/** `saccade schema`: what a configuration file may hold. */
export function schema(): number {
  printAsIs(JSON.stringify(configurationJsonSchema(), null, 2))
  return 0
}
