import { expect, test } from 'vitest'
import { kindOfFiles } from './dropped-files.ts'

const json = (name: string, content: unknown) => new File([JSON.stringify(content)], name)

test('a dropped file goes where it belongs, by what is in it', async () => {
  expect(await kindOfFiles([json('run.json', { training: { steps: 5 } })])).toBe('configuration')
  expect(await kindOfFiles([json('board.JSON', { version: 1, runs: [] })])).toBe('board')
  expect(await kindOfFiles([new File(['{'], 'broken.json')])).toBe('configuration')
  expect(await kindOfFiles([new File(['a\tb'], 'pairs.tsv')])).toBe('data')
  expect(await kindOfFiles([json('a.json', {}), json('b.json', {})])).toBe('data')
  const zip = new File(['PK\u0003\u0004…'], 'whatever.tsv')
  expect(await kindOfFiles([zip])).toBe('bundle')
  expect(await kindOfFiles([zip, zip])).toBe('bundle')
  expect(await kindOfFiles([zip, new File(['a\tb'], 'pairs.tsv')])).toBe('mixed')
})
