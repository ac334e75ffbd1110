import { expect, it } from 'vitest'
import { compileQuery } from '../../shared/query/compile.ts'
import { RUN_FIELDS } from '../../shared/query/run-fields.ts'
import { outputFields } from '../../shared/outputs/output-fields.ts'
import { OUTPUT_EXAMPLES, QUERY_EXAMPLES } from './query-examples.ts'

it.each(QUERY_EXAMPLES)('the help shows only what can be asked: %s', (query) => {
  expect(compileQuery(query, RUN_FIELDS)).toMatchObject({ ok: true })
})

it.each(OUTPUT_EXAMPLES)('and of outputs too: %s', (query) => {
  expect(compileQuery(query, outputFields(2))).toMatchObject({ ok: true })
})
