import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerAsset, assetPath } from './assets.ts'

let folder = ''
let pages = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saccade-assets-'))
  pages = join(folder, 'pages')
  await mkdir(join(pages, 'assets'), { recursive: true })
  await writeFile(join(pages, 'index.html'), '<p>hello</p>')
  await writeFile(join(pages, 'assets', 'index.js'), 'export {}')
  await writeFile(join(pages, 'assets', 'notes.txt'), 'no page')
  await writeFile(join(folder, 'secret.json'), '{}')
  await mkdir(join(folder, 'pages-next-door'))
  await writeFile(join(folder, 'pages-next-door', 'index.html'), 'other')
})

afterAll(() => rm(folder, { recursive: true }))

test('serves the pages with their type and the policy', async () => {
  const page = await answerAsset(pages, 'saccade://app/', "default-src 'none'")
  expect(page.status).toBe(200)
  expect(page.body.toString()).toBe('<p>hello</p>')
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
  })
  const script = await answerAsset(pages, 'saccade://app/assets/index.js?v=1#part', '')
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
})

test.each([
  'saccade://app/../secret.json',
  'saccade://app/%2e%2e/secret.json',
  'saccade://app/assets/..%2f..%2fsecret.json',
  'saccade://app/..%5csecret.json',
  'saccade://app/../pages-next-door/index.html',
  'saccade://app/..%2fpages-next-door/index.html',
  'saccade://app/index.html%00.js',
  'saccade://app/%E0%A4%A',
  'saccade://other/index.html',
  'https://app/index.html',
  'file:///etc/passwd',
  'no url',
  'saccade://app/missing.html',
  'saccade://app/assets',
  'saccade://app/assets/notes.txt',
])('refuses %s', async (url) => {
  expect(await answerAsset(pages, url, '')).toMatchObject({ status: 404 })
})

test('no URL leads out of the folder', () => {
  const piece = fc.constantFrom(
    '..',
    '%2e%2e',
    '%2E.',
    '/',
    '%2f',
    '%5c',
    '\\',
    'assets',
    'a',
    '%00',
    ':',
    '//',
    '?',
    '#',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = assetPath('/data/pages', `saccade://app/${pieces.join('')}`)
      if (path !== null) expect(`${resolve(path)}/`).toMatch(/^\/data\/pages\//)
    }),
  )
})
