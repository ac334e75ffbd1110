import { expect, it } from 'vitest'
import { folderName } from './tensorboard.ts'

it('calls the folder of a run as the run, as far as a file system takes it', () => {
  const named = (name: string) => folderName({ name, run: 'r1' })
  expect(named('heads, "quoted"\nand more')).toBe('heads-quoted-and-more-r1')
  expect(named('???')).toBe('r1')
  expect(named('注意'.repeat(60))).toBe(`${'注意'.repeat(30)}-r1`)
  expect(named(`a${'𠮷'.repeat(100)}`)).toBe(`a${'𠮷'.repeat(44)}-r1`)
})
