import { expect, test } from 'vitest'
import { type Command, findCommands } from './commands.ts'
import { type KeyPress, createKeyFollower, keyName, keyText } from './keys.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})
const command = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Everywhere',
  keys,
  run: () => undefined,
  ...more,
})

test('a key has one name on every system', () => {
  expect(keyName(press('k', { ctrlKey: true }))).toBe('Mod+K')
  expect(keyName(press('k', { metaKey: true }))).toBe('Mod+K')
  expect(keyName(press('?', { shiftKey: true }))).toBe('?')
  expect(keyName(press('Enter', { shiftKey: true }))).toBe('Shift+Enter')
  expect(keyText('Mod+K', false)).toEqual(['Ctrl+K'])
  expect(keyText('G D', true)).toEqual(['G', 'D'])
})

test('sequences, single keys and keys with Ctrl find their commands', () => {
  let time = 0
  const follow = createKeyFollower(() => time)
  const list = [
    command('help', ['?']),
    command('data', ['G D']),
    command('runs', ['G R'], { enabled: () => false }),
    command('find', ['Mod+K']),
    command('told', ['ArrowUp'], { run: undefined }),
  ]
  const after = (...keys: KeyPress[]) => keys.map((key) => follow(key, list, true)?.id)
  expect(after(press('?'))).toEqual(['help'])
  expect(after(press('g'), press('d'))).toEqual([undefined, 'data'])
  expect(after(press('g'), press('r'))).toEqual([undefined, undefined])
  expect(after(press('g'), press('?'))).toEqual([undefined, 'help'])
  expect(after(press('ArrowUp'))).toEqual([undefined])
  expect(after(press('g'))).toEqual([undefined])
  time = 5000
  expect(after(press('d'))).toEqual([undefined])
  expect(follow(press('?'), list, false)).toBeUndefined()
  expect(follow(press('k', { ctrlKey: true }), list, false)?.id).toBe('find')
})

test('commands are found by words of their titles, in any order', () => {
  const list = ['Go to Data', 'Open the example', 'Data of this run'].map((title) => ({ title }))
  expect(findCommands(list, 'data').map(({ title }) => title)).toEqual(['Data of this run', 'Go to Data'])
  expect(findCommands(list, 'example open')).toEqual([{ title: 'Open the example' }])
  expect(findCommands(list, '')).toHaveLength(3)
})
