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
