import { expect, it } from 'vitest'
import { compileQuery } from '../../shared/query/compile.ts'
import { RUN_FIELDS } from '../../shared/query/run-fields.ts'
import { QUERY_EXAMPLES } from './query-examples.ts'

it.each(QUERY_EXAMPLES)('the help shows only what can be asked: %s', (query) => {
  expect(compileQuery(query, RUN_FIELDS)).toMatchObject({ ok: true })
})
