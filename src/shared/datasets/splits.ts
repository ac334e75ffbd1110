/** The parts of a dataset, as files and queries name them. The place of a name is the number that is stored. */
export const SPLIT_NAMES = ['train', 'valid', 'test'] as const
export type SplitName = (typeof SPLIT_NAMES)[number]
