import { expect, it } from 'vitest'
import { ref } from 'vue'
import type { Field, Fields } from '../../shared/query/fields.ts'
import { useQuery } from './use-query.ts'

const SEED: Field<number> = { name: 'seed', title: 'Seed', type: 'number', read: (item) => item }
const FIELDS: Fields<number> = {
  offered: [SEED],
  find: (name) => (name === 'seed' ? [SEED] : []),
  texts: (item) => [`run ${item}`],
}

it('while a fault is typed keeps the last filter that something fitted, not the half word before the fault', () => {
  const items = [1, 2, 3, 4]
  const text = ref('')
  const query = useQuery(
    () => text.value,
    () => FIELDS,
    () => items,
  )
  const shown = (typed: string) => {
    for (let end = 1; end <= typed.length; end += 1) text.value = typed.slice(0, end)
    return items.filter(query.matches.value)
  }
  expect(shown('seed > 2 and sede')).toEqual([])
  expect(query.problem.value).toBeNull()
  expect(shown('seed > 2 and sede in 1..3')).toEqual([3, 4])
  expect(query.problem.value).not.toBeNull()
  expect(shown('seed > 2 and seed in 1..3')).toEqual([3])
  // Read as it stands, it may well fit none.
  expect(shown('seed > 9')).toEqual([])
})
