import { expect, it } from 'vitest'
import { SaccadeError } from '../../../shared/errors.ts'
import { isOfRows, namedFault } from './file-faults.ts'

const files = [{ path: '/data/files/m.en', targets: '/data/files/m.en.de' }]

it('calls the files of a fault by their names', () => {
  const fault = new SaccadeError('bad-data', '/data/files/m.en.de:2: the line is empty', {
    hint: { terminal: 'saccade …', window: 'Mend /data/files/m.en.' },
    problems: [{ path: '/data/files/m.en.de:2', message: 'the line is empty' }],
  })
  expect(namedFault(fault, files)).toMatchObject({
    ...{ code: 'bad-data', message: 'm.en.de:2: the line is empty', hint: 'Mend m.en.' },
    problems: [{ path: 'm.en.de:2', message: 'the line is empty' }],
  })
})

it('knows bad rows from a bad file', () => {
  const fault = (path: string) => new SaccadeError('bad-data', 'bad', { problems: [{ path, message: 'bad' }] })
  expect([isOfRows(fault('m.tsv:12')), isOfRows(fault('m.en')), isOfRows(new Error('m.tsv:1'))]).toEqual([
    true,
    false,
    false,
  ])
})
