import { cruise } from 'dependency-cruiser'
import { importRules } from './import-rules.ts'

export interface BrokenImport {
  /** Name of the rule. */
  readonly rule: string
  /** What the rule asks for. */
  readonly because: string
  /** The importing file and the imported one; all files of a circle. */
  readonly path: readonly string[]
}

/** Every import below `root`/src that breaks a rule of import-rules.ts. */
export async function findBrokenImports(root: string): Promise<BrokenImport[]> {
  const { forbidden = [], options } = importRules
  const { output } = await cruise(['src'], { ...options, baseDir: root, validate: true, ruleSet: { forbidden } })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text.')
  return output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    because: forbidden.find(({ name }) => name === rule.name)?.comment ?? '',
    path: cycle ? [from, ...cycle.map(({ name }) => name)] : [from, to],
  }))
}
