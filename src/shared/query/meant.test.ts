import { describe, expect, it } from 'vitest'
import type { Fields } from './fields.ts'
import { meantField, withField } from './meant.ts'

interface Book {
  readonly title: string
  readonly pages: number
}

const FIELDS: Fields<Book> = {
  offered: [
    { name: 'title', title: 'Title', type: 'prose', read: ({ title }) => title },
    { name: 'print.pages', title: 'Pages', type: 'number', read: ({ pages }) => pages },
  ],
  find: () => [],
  texts: ({ title }) => [title],
}
const BOOKS: readonly Book[] = [{ title: 'The title page', pages: 3 }]

describe('a word that is a field’s name', () => {
  const meant = (text: string) => meantField(text, FIELDS, BOOKS)

  it('is told of with the field, where no item holds it as text', () => {
    expect(meant('page pages')).toMatchObject({ word: 'pages', start: 5, end: 10, fields: [{ text: 'print.pages' }] })
    expect(meant('not pri')).toMatchObject({ word: 'pri', fields: [{ text: 'print.pages' }] })
  })

  it('is a word like others where it is found, quoted, a pattern, asked already, or no field’s', () => {
    for (const text of ['title', 'page', '"pages"', 'pages*', 'print.pages > 3', 'nowhere', 'pages >', '']) {
      expect(meant(text), text).toBeNull()
    }
  })

  it('is replaced by the field, with the caret where the value goes', () => {
    const found = meant('pages the')
    expect(withField('pages the', found!, found!.fields[0]!)).toEqual({ text: 'print.pages > the', caret: 14 })
    expect(withField('ti', { start: 0, end: 2 }, { text: 'title', title: 'Title', after: ':' })).toEqual({
      text: 'title:',
      caret: 6,
    })
  })
})
