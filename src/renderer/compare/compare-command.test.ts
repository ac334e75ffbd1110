import { expect, it } from 'vitest'
import { emergenceCommand, translateCommand, treeCommand } from './compare-command.ts'

it('hands sentences to a command as lines, whatever signs are in them', () => {
  expect(translateCommand(["it's 100 % \\n", '-a'], ['ra', 'rb'], 40, ['--prefix', 'x y'])).toBe(
    `printf '%s\\n' 'it'\\''s 100 % \\n' -a | saccade translate ra rb --step 40 --prefix 'x y'`,
  )
})

it('is the command that prints a tree, or what came about of attention', () => {
  const asked = { run: 'ra', step: 40, source: 'a', size: 4, lengthPenalty: 0.6, coveragePenalty: 0, prefix: '' }
  expect(treeCommand(asked)).toBe(
    `printf '%s\\n' a | saccade translate ra --step 40 --beam 4 --n-best 4 --length-penalty 0.6 --coverage-penalty 0 --tree --json`,
  )
  expect(treeCommand({ ...asked, prefix: 'b' })).toContain(' --prefix b --tree')
  expect(emergenceCommand(['ra', 'rb'], null)).toBe('saccade emergence ra rb')
  expect(emergenceCommand(['ra', 'rb'], 3)).toBe('saccade emergence ra rb --sentence 3')
})
