import { expect, it } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { countCharacters } from '../../shared/run-name.ts'
import { nameOfRun } from './naming.ts'

const named = (name: string, train = 'pairs.tsv') =>
  parseConfiguration(composeConfiguration({ source: { kind: 'table', train }, name }))

it('F24: the bound of a name counts characters, and a name that is made keeps within it', () => {
  expect(nameOfRun(named('😀'.repeat(200)))).toBe('😀'.repeat(200))
  expect(() => named('😀'.repeat(201))).toThrow('name: has 201 characters; 200 is the most')
  expect(nameOfRun(named(' \u0085lead '))).toBe('lead')
  // A list has a line for each.
  expect(nameOfRun(named('\ttwo\r\n  lines\u2028and\tmore  of  it\n'))).toBe('two lines and more  of  it')
  const made = nameOfRun(named('', `${'ä'.repeat(120)}/${'ü'.repeat(250)}.tsv`))
  expect(countCharacters(made)).toBe(200)
  expect(made).toMatch(/^model · ü+… · seed 1$/)
})
