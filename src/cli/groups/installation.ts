import { doctor } from '../commands/doctor.ts'
import { type RescueOptions, rescue } from '../commands/rescue.ts'
import { schema } from '../commands/schema.ts'
import { scoreTemplate } from '../commands/score-template.ts'
import { type ServeOptions, serve } from '../commands/serve.ts'
import type { CommonOptions } from '../context.ts'
import { readBounded } from '../read-bounded.ts'
import { readPlace } from '../read-place.ts'
import type { Makers } from './group.ts'

const PORT_BOUNDS = { minimum: 0, maximum: 65_535 }

/** The window in a browser, the engine, the data folder, and what there is to start from. */
export function addInstallation({ command, finish }: Makers): void {
  command('serve', 'serve the window to a browser')
    .option('--port <n>', 'port; 0 takes a free one', readBounded('--port', PORT_BOUNDS, 'whole'))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--open', 'open the page in a browser')
    .action(async (options: ServeOptions) => finish(await serve(options)))

  command('doctor', 'tell which engine runs, why not a better one, and how to get it').action(
    async (options: CommonOptions) => finish(await doctor(options)),
  )

  command('rescue', 'bring what is whole of a damaged data folder into a new one')
    .requiredOption('--to <dir>', 'the folder to make', readPlace('--to'))
    .action(async (options: RescueOptions) => finish(await rescue(options)))

  command('score-template', 'print an attention score of your own to start from').action(() => finish(scoreTemplate()))

  command('schema', 'print the JSON Schema of configurations').action(() => finish(schema()))
}
