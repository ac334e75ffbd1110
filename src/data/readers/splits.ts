import type { Splitting } from '../../shared/datasets/recipe.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import { hashText, threefry } from '../random.ts'

/**
 * Puts pairs into splits one by one. A draw depends on the source, and the seed where there is one, and on nothing else:
 * pairs of equal source are never in two splits, and neither the order of the pairs nor further ones move any of them.
 */
export function splitterOf(splitting: Splitting): (source: string, given: SplitName | null) => SplitName {
  if (splitting.kind === 'given') return (_, given) => given ?? 'train'
  const { valid, test } = splitting
  const seed = splitting.kind === 'seed' ? splitting.seed : 0
  const site = hashText(splitting.kind === 'seed' ? 'dataset/seed' : 'dataset/hash')
  return (source) => {
    const [high] = threefry(seed, site, hashText(source), source.length)
    const draw = high / 0x1_0000_0000
    if (draw < valid) return 'valid'
    return draw < valid + test ? 'test' : 'train'
  }
}
