import { confirmScore } from '../ask-about-score.ts'
import { type CommonOptions, withAnyHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printJson } from '../output.ts'

export interface TrustOptions extends CommonOptions {
  readonly show?: boolean
  readonly yes?: boolean
}

/** `saccade trust RUN`: shows the code of a run's own score, which may have come in a bundle, and lets it be run. */
export function trust(named: string, options: TrustOptions): Promise<number> {
  return withAnyHost(options, async ({ api }) => {
    const { run } = await findRun(api.runs, named)
    const score = await api.scores.ofRun({ run })
    if (!score) print(`Run ${run} has no score of somebody's own`)
    else if (options.show) {
      if (options.json) printJson(score)
      else print(...score.content.trimEnd().split('\n'))
    } else {
      if (!score.trusted && !options.yes) await confirmScore(score, { json: options.json, flag: '--yes' })
      await api.scores.trustRun({ run, digest: score.digest })
      if (options.json) printJson({ run, digest: score.digest })
      else print(`The score of run ${run} may be run`)
    }
    return 0
  })
}
