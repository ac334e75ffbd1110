import { expect, test } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { emptyDatabase } from './database.ts'
import { markRuns, tagsOf } from './marks.ts'
import { insertRun } from './runs.ts'

const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

test('a run has at most a hundred tags; one that would have more leaves all of the runs as they are', () => {
  const database = emptyDatabase()
  for (const id of ['a', 'b']) insertRun(database, { id, name: id, dataName: 'reverse', configuration }, 1)
  const tags = Array.from({ length: 100 }, (_, i) => `t${i}`)
  markRuns(database, { runs: ['b'], addTags: tags })
  const more = () => markRuns(database, { runs: ['a', 'b'], addTags: ['one'], starred: true })
  expect(more).toThrow(/Run b would have 101 tags; 100 are the most/)
  expect([tagsOf(database, 'a'), tagsOf(database, 'b').length]).toEqual([[], 100])
  // One goes and one comes; and what it has already is no news.
  markRuns(database, { runs: ['b'], removeTags: ['t0'], addTags: ['one', 't5'] })
  expect(tagsOf(database, 'b')).toContain('one')
  database.close()
})
