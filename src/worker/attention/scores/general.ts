import { createLinear } from '../../nn/linear.ts'
import type { CreateScore } from '../score.ts'
import { product, withHeadAxis } from './dot.ts'

/** q · W k: Luong 2015, section 3.1, “general”. W k is computed once a sentence. */
export const createGeneral: CreateScore = (parameters, name, { query, key }) => {
  const keyLayer = createLinear(parameters, `${name}.key`, key, query, { bias: false })
  return { heads: 1, prepare: (outputs) => withHeadAxis(keyLayer.apply(outputs)), score: product }
}
