import { expect, test } from 'vitest'
import { arrangeFiles, usualName } from './arrange-files.ts'

test('text files of one stem are a pair, others stand alone', () => {
  expect(arrangeFiles(['/a/dev.de', '/a/dev.en'])).toEqual([{ path: '/a/dev.de', targets: '/a/dev.en' }])
  expect(arrangeFiles(['german.txt', 'english.txt'])).toEqual([{ path: 'german.txt', targets: 'english.txt' }])
  expect(arrangeFiles(['a.de.gz', 'a.en.zst'])).toEqual([{ path: 'a.de.gz', targets: 'a.en.zst' }])
  expect(arrangeFiles(['a.tsv.gz'])).toEqual([{ path: 'a.tsv.gz' }])
  expect(arrangeFiles(['only.txt'])).toEqual([{ path: 'only.txt' }])
})

test('files of two folders are a pair where the folders say the sides, or there are no others', () => {
  expect(arrangeFiles(['x/a.de', 'y/b.en'])).toEqual([{ path: 'x/a.de', targets: 'y/b.en' }])
  expect(arrangeFiles(['d/de/news.txt', 'd/de/talks.txt', 'd/en/news.txt', 'd/en/talks.txt'])).toEqual([
    { path: 'd/de/news.txt', targets: 'd/en/news.txt' },
    { path: 'd/de/talks.txt', targets: 'd/en/talks.txt' },
  ])
  expect(arrangeFiles(['C:\\src\\a.txt', 'C:\\tgt\\a.txt', 'b.tsv'])).toContainEqual({
    path: 'C:\\src\\a.txt',
    targets: 'C:\\tgt\\a.txt',
  })
  expect(arrangeFiles(['1/a.txt', '2/a.txt', '3/a.txt'])).toHaveLength(3)
  expect(arrangeFiles(['a.de', 'a.en', 'a.fr'])).toHaveLength(3)
})

test('of several files each says its split', () => {
  expect(arrangeFiles(['train.tsv', 'dev.tsv', 'latest.tsv', 'test.tsv'])).toEqual([
    { path: 'train.tsv', split: 'train' },
    { path: 'dev.tsv', split: 'valid' },
    { path: 'latest.tsv' },
    { path: 'test.tsv', split: 'test' },
  ])
  expect(arrangeFiles(['x/train.de', 'x/valid.de', 'x/train.en', 'x/valid.en'])).toEqual([
    { path: 'x/train.de', targets: 'x/train.en', split: 'train' },
    { path: 'x/valid.de', targets: 'x/valid.en', split: 'valid' },
  ])
  expect(arrangeFiles(['d/train.de.gz', 'd/dev.de', 'd/train.en.gz', 'd/dev.en', 'd/more-test.tsv'])).toEqual([
    { path: 'd/more-test.tsv', split: 'test' },
    { path: 'd/train.de.gz', targets: 'd/train.en.gz', split: 'train' },
    { path: 'd/dev.de', targets: 'd/dev.en', split: 'valid' },
  ])
  expect(arrangeFiles(['test.tsv'])).toEqual([{ path: 'test.tsv' }])
})

test('a dataset is called as its first file', () => {
  expect(usualName([{ path: '/data/news.v2.tsv.gz' }])).toBe('news.v2')
  expect(usualName([{ path: '/data/news.de', targets: '/data/news.en' }])).toBe('news de–en')
})
