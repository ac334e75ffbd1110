import { configurationJsonSchema } from '../../shared/config/configuration.ts'
import { print } from '../output.ts'

/** `saccade schema`: what a configuration file may hold. */
export function schema(): number {
  print(JSON.stringify(configurationJsonSchema(), null, 2))
  return 0
}
