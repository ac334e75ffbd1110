import { expect, test } from 'vitest'
import { arrangeFiles, usualName } from './arrange-files.ts'

test('text files of one stem are a pair, others stand alone', () => {
  expect(arrangeFiles(['/a/dev.de', '/a/dev.en'])).toEqual([{ path: '/a/dev.de', targets: '/a/dev.en' }])
  expect(arrangeFiles(['german.txt', 'english.txt'])).toEqual([{ path: 'german.txt', targets: 'english.txt' }])
  expect(arrangeFiles(['a.de.gz', 'a.en.zst'])).toEqual([{ path: 'a.de.gz', targets: 'a.en.zst' }])
  expect(arrangeFiles(['a.tsv.gz'])).toEqual([{ path: 'a.tsv.gz' }])
  expect(arrangeFiles(['only.txt'])).toEqual([{ path: 'only.txt' }])
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
})

test('a dataset is called as its first file', () => {
  expect(usualName([{ path: '/data/news.v2.tsv.gz' }])).toBe('news.v2')
  expect(usualName([{ path: '/data/news.de', targets: '/data/news.en' }])).toBe('news de–en')
})
