import { Option } from 'commander'
import { COMPARISON_BOUNDS } from '../../shared/contract/comparison.ts'
import { readBounded } from '../read-bounded.ts'

export const resamplesOption = (): Option =>
  new Option('--resamples <n>', 'how often the pairs are drawn anew')
    .argParser(readBounded('--resamples', COMPARISON_BOUNDS.resamples, 'whole'))
    .default(1000)

export const drawSeedOption = (): Option =>
  new Option('--seed <n>', 'seed of the draws')
    .argParser(readBounded('--seed', COMPARISON_BOUNDS.seed, 'whole'))
    .default(12345)

export const checkpointOption = (): Option =>
  new Option('--checkpoint <which>', 'best or last').choices(['best', 'last']).default('best')
