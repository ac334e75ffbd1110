import { expect, it } from 'vitest'
import { METRIC_NAMES } from '../../shared/metrics.ts'
import { METRIC_GROUPS } from './metric-groups.ts'

it('puts every metric into one group', () => {
  for (const name of METRIC_NAMES) expect(METRIC_GROUPS.filter((group) => group.has(name))).toHaveLength(1)
})
