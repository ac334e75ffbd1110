import { expect, test } from 'vitest'
import { useHandingOver } from './use-handing-over.ts'

test('who gives up is told of Slurm where it was asked, and nothing of it where a folder is written', async () => {
  const { handOver, giveUp, isUnderWay } = useHandingOver()
  const waiting = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')))
    })
  for (const [to, says] of [
    ['slurm', 'Nobody waits for Slurm any more'],
    ['folder', 'Nobody waits for the folder any more'],
  ] as const) {
    const over = handOver(to, waiting)
    expect(isUnderWay.value).toBe(true)
    giveUp()
    await expect(over).rejects.toThrow(says)
    expect(isUnderWay.value).toBe(false)
  }
  await expect(handOver('folder', () => Promise.reject(new Error('its own')))).rejects.toThrow('its own')
})
