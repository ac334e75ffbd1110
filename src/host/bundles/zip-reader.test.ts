import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { openZip } from './zip-reader.ts'

test('a bundle that the system cannot read is told by its name, as one that is bad', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-zip-'))
  const file = path.join(folder, 'bundle.zip')
  fs.writeFileSync(file, 'of a disk that fails')
  const isTold = (one: unknown): one is (error: Error) => void => typeof one === 'function'
  const fails = (...given: unknown[]): void => {
    const told = given.at(-1)
    if (isTold(told)) told(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }))
  }
  const read = vi.spyOn(fs, 'read').mockImplementation(fails)
  try {
    await expect(openZip(file, file, new AbortController().signal)).rejects.toMatchObject({
      code: 'bad-data',
      message: `The bundle ${file} cannot be read: the disk or the connection to it failed (EIO)`,
    })
    expect(read).toHaveBeenCalled()
  } finally {
    read.mockRestore()
    fs.rmSync(folder, { recursive: true, force: true })
  }
})
