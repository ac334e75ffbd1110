import fs from 'node:fs'
import os from 'node:os'
import { expect, test } from 'vitest'
import { answers, reach, within } from './answering.ts'

test('a folder whose file system hangs is left, and not asked again before that comes back', async () => {
  const folder = fs.realpathSync(os.tmpdir())
  let comeBack: () => void = () => undefined
  let begun = 0
  const hanging = () => {
    begun += 1
    return new Promise<void>((resolve) => (comeBack = resolve))
  }
  expect(await within(folder, () => Promise.resolve('there'), 60_000)).toBe('there')
  await expect(within(folder, () => Promise.reject(new Error('its own')), 60_000)).rejects.toThrow('its own')
  await expect(within(folder, hanging, 1)).rejects.toThrow(`${folder} does not answer`)
  await expect(answers(folder, 1)).rejects.toThrow('does not answer')
  expect(begun).toBe(1)
  comeBack()
  await new Promise(setImmediate)
  expect(await answers(folder, 60_000)).toBeNull()
  await expect(reach(`${folder}/not there`)).rejects.toMatchObject({ code: 'storage' })
})

test('of folders that hang two at most are waited for in all, and one that hangs keeps nobody from the others', async () => {
  const comeBack: (() => void)[] = []
  const hanging = () => new Promise<void>((resolve) => void comeBack.push(resolve))
  const hangs = (folder: string) => expect(within(folder, hanging, 50)).rejects.toThrow(`${folder} does not answer`)
  const there = (folder: string, silence = 60_000) => within(folder, () => Promise.resolve('there'), silence)
  // Two at the same folder: the second is not begun.
  await Promise.all([hangs('/a'), hangs('/a')])
  expect([await there('/b'), comeBack.length]).toEqual(['there', 1])
  const [, ...refused] = await Promise.allSettled([hangs('/b'), there('/c', 1), there('/d', 1)])
  const reason = expect.objectContaining({
    code: 'storage',
    message: expect.stringContaining('while those of other sweeps do not answer') as string,
  }) as unknown
  expect([refused, comeBack.length]).toEqual([
    [
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ],
    2,
  ])
  const waits = there('/c')
  for (const come of comeBack) come()
  await new Promise(setImmediate)
  expect(await Promise.all([waits, there('/a'), there('/b'), there('/d')])).toEqual(Array(4).fill('there'))
})
