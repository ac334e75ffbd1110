import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { completeReading, guessImport, parseReading } from './guess-import.ts'
import { failure, readAll } from './read-test-support.ts'
import { temporaryFile } from './test-support.ts'

const guess = (content: string | Uint8Array, given = {}) => guessImport({ path: temporaryFile('file', content) }, given)
const texts = ({ rows }: Awaited<ReturnType<typeof guessImport>>) => rows.map(({ source, target }) => [source, target])

describe('a table', () => {
  it('with semicolons, a header line and numbers of rows is recognised, and says why', async () => {
    const found = await guess('id;German;English\n1;"Das; ist, gut.";That is good.\n2;Ja, ja.;Yes, yes.\n3;Nein.;No.\n')
    expect(found.reading).toEqual({
      format: 'table',
      delimiter: 'semicolon',
      quoting: true,
      header: true,
      sourceColumn: 'German',
      targetColumn: 'English',
      splitColumn: '',
      encoding: 'utf-8',
    })
    expect(texts(found)).toEqual([
      ['Das; ist, gut.', 'That is good.'],
      ['Ja, ja.', 'Yes, yes.'],
      ['Nein.', 'No.'],
    ])
    expect(found.cells[0]).toEqual(['id', 'German', 'English'])
    expect(found.choices).toEqual(['id', 'German', 'English'])
    expect(Object.fromEntries(found.guesses.map(({ option, reason }) => [option, reason]))).toEqual({
      format: 'by its content',
      encoding: 'all its bytes are UTF-8',
      delimiter: 'it cuts every line into 3 columns',
      quoting: 'cells stand in quotation marks',
      header: '“id”, “German”, “English” name columns',
      sourceColumn: 'the first column with text; “id” only numbers the rows',
      targetColumn: 'the second column with text',
    })
    expect(found.warnings).toEqual([])
  })

  it('with tabs is not taken for one with commas, and quotation marks in it are text', async () => {
    const found = await guess('a, "b", c\tx, y\nd, "e", f\tz, w\n')
    expect(found.reading).toMatchObject({ delimiter: 'tab', quoting: false, header: false, sourceColumn: '1' })
    expect(texts(found)[0]).toEqual(['a, "b", c', 'x, y'])
  })

  it('whose cells are wrapped in quotation marks that nothing in them needs is recognised', async () => {
    const found = await guess('english,german\n"one.","eins."\n"two.",zwei.\n')
    expect(found.reading).toMatchObject({ delimiter: 'comma', quoting: true, header: true })
    expect(texts(found)[0]).toEqual(['one.', 'eins.'])
    const said = await guess('"Who?"\t"Wer?"\n"I."\t"Ich."\n')
    expect(said.reading).toMatchObject({ delimiter: 'tab', quoting: false })
  })

  it('with a column of the split, or sides in another order, is recognised', async () => {
    const found = await guess('split\ttarget\tsource\ntrain\tb\ta\ndev\td\tc\ntest\tf\te\n')
    expect(found.reading).toMatchObject({ splitColumn: 'split', sourceColumn: 'source', targetColumn: 'target' })
    expect(found.rows).toEqual([
      { source: 'a', target: 'b', split: 'train' },
      { source: 'c', target: 'd', split: 'valid' },
      { source: 'e', target: 'f', split: 'test' },
    ])
  })

  it.each([
    ...['text_en,text_de', 'Quelle,Ziel', 'Ziel,Quelle', 'Text EN,Text DE', 'English sentence,German sentence'],
    ...[
      'English,Deutsch',
      'Englisch,Deutsch',
      'anglais,français',
      '原文,译文',
      'Source (en),Target (de)',
      'id,Deutsch',
    ],
  ])('with the header %s has one', async (line) => {
    const rows = Array.from({ length: 200 }, (_, at) => `the small house ${at} stands,das kleine haus ${at} steht\n`)
    const found = await guess(`${line}\n${rows.join('')}`)
    expect(found.reading).toMatchObject({ header: true })
    expect(found.rows).toHaveLength(50)
    if (line === 'Ziel,Quelle') expect(found.reading).toMatchObject({ sourceColumn: 'Quelle', targetColumn: 'Ziel' })
  })

  it.each([
    ...['English,Englisch', 'source,Quelle', 'translation,Übersetzung', 'no text,kein text', 'it is,es ist', 'no,se'],
    ...['my target is this,mein Ziel ist das', 'german is hard,deutsch ist schwer', 'the goal,das Ziel', 'the,der'],
  ])('that begins with the pair %s has no header', async (line) => {
    const rows = ['house,haus', 'mouse,maus', 'tree,baum', 'garden,garten', 'dog,hund', 'cat,katze', 'i,ich']
    expect((await guess(`${line}\n${rows.join('\n')}\n`)).reading).toMatchObject({ header: false })
  })

  it('with a cell whose quotation mark nothing closes says its line', async () => {
    const many = 'the house,das Haus\n'.repeat(700)
    const found = await guess(`a,b\n"c,d\n${many}`)
    expect(found.reading).toMatchObject({ quoting: false })
    expect(found.warnings.join()).toContain(
      'A cell of line 2 begins with a quotation mark that nothing in the line closes.',
    )
    const late = await guess(`${many}a,"b\n${many}"c,d\n`)
    expect(late.warnings.join()).toContain('A cell of line 701 begins with a quotation mark')
    expect(late.warnings.join()).toContain('as in 1 other line')
    const tabs = await guess('a\t"Who?\nb\t"I" said I\nc\td\n')
    expect((await guess(`"a",b\n${many}`)).warnings).toEqual([])
    expect(tabs.warnings).toEqual([])
  })

  it('says what it is unsure of', async () => {
    const uneven = await guess('a b\tc d\ne f\tg h\ni j\nk\tl\n')
    expect(uneven.warnings[0]).toContain('1 row of the first 4 has another number of columns than 2, such as line 3.')
    expect(uneven.warnings[1]).toContain('Bad rows among the first')
    const both = await guess('a;b,c\nd;e,f\n')
    expect(both.warnings.join()).toContain('The delimiter could be comma as well')
    const three = await guess('a b\tc d\te f\ng h\ti j\tk l\n')
    expect(three.warnings.join()).toContain('It has 3 columns with text; column 1 and column 2 were taken.')
    const odd = await guess('word\tx y z\na b\tc\n')
    expect(odd.warnings.join()).toContain('The first line could be a header: “word”, “x y z”.')
  })

  it('is read by the options that are given, and guessed for the rest', async () => {
    const found = await guess('x;a\ty;b\nz;c\tw;d\n', { delimiter: 'semicolon', sourceColumn: 3, header: false })
    expect(found.reading).toMatchObject({ delimiter: 'semicolon', sourceColumn: '3', targetColumn: '2' })
    expect(found.guesses.map(({ option }) => option)).not.toContain('delimiter')
    const wrong = await guess('a\tb\n', { delimiter: 'comma', format: 'table' })
    expect(wrong.rows).toEqual([])
    expect(wrong.warnings.join('\n')).toContain('It cannot be read so')
    expect(() => parseReading({ format: 'table', delimiter: 'dash' })).toThrow('delimiter')
  })
})

describe('other formats', () => {
  it('are known by their content, not by the name', async () => {
    const nested = await guess(
      '{"id":1,"translation":{"de":"ja","en":"yes"},"score":0.5}\n{"id":2,"translation":{"de":"nein","en":"no"}}\n',
    )
    expect(nested.reading).toMatchObject({
      format: 'jsonl',
      sourceField: 'translation.de',
      targetField: 'translation.en',
    })
    expect(texts(nested)).toEqual([
      ['ja', 'yes'],
      ['nein', 'no'],
    ])
    const units = ['en', 'fr', 'de', 'de'].map(
      (lang, i) => `<tu><tuv xml:lang="${lang}"><seg>${i}</seg></tuv><tuv xml:lang="it"><seg>x</seg></tuv></tu>`,
    )
    const memory = await guess(
      `<?xml version="1.0" encoding="UTF-8"?><tmx version="1.4"><header srclang="it"/><body>${units.join('')}</body></tmx>`,
    )
    expect(memory.reading).toMatchObject({ format: 'tmx', sourceLanguage: 'it', targetLanguage: 'de' })
    expect(memory.choices).toEqual(['en', 'it', 'fr', 'de'])
    expect(memory.warnings.join()).toContain('It has 4 languages')
    const po = await guess('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n')
    expect([po.reading.format, texts(po)]).toEqual(['po', [['c', 'd']]])
    expect(po.guesses).toContainEqual({ option: 'fuzzy', value: 'false', reason: '1 entry marked as unsure, left out' })
  })

  it('that are not known, or packed otherwise, are refused with what can be read', async () => {
    await expect(guess('just some text\nand more of it\n')).rejects.toThrow('is text of one column, so it has no pairs')
    await expect(guess('[{"a":1}]')).rejects.toThrow('is one JSON list')
    await expect(guess(Buffer.from('PK\x03\x04\0\0'))).rejects.toThrow('is packed with zip')
    await expect(guess(Buffer.from([0, 1, 2, 255, 254, 0]))).rejects.toThrow('no text')
  })
})

describe('the encoding', () => {
  it.each([
    ['utf-16le', Buffer.from('Grüße\tгреть\nja\tyes\n', 'utf16le')],
    ['utf-16be', Buffer.from('Grüße\tгреть\nja\tyes\n', 'utf16le').swap16()],
    ['utf-8', Buffer.from('\uFEFFja\tyes\nb\tc\n')],
  ])('%s is known by its bytes', async (encoding, content) => {
    const found = await guess(content)
    expect(found.reading).toMatchObject({ encoding })
    expect(found.warnings).toEqual([])
    expect(found.rows).toHaveLength(2)
  })

  it('of other text is a guess that has to be looked at', async () => {
    const russian = 'Привет, как дела сегодня\tхорошо, спасибо большое\nЭто второе предложение\tи ещё одно\n'.repeat(20)
    const bytes = Buffer.from(
      Array.from(russian, (letter) => {
        const code = letter.codePointAt(0) ?? 0
        return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : letter === 'ё' ? 0xb8 : code
      }),
    )
    const found = await guess(bytes)
    expect(found.reading).toMatchObject({ encoding: 'windows-1251' })
    expect(texts(found)[0]).toEqual(['Привет, как дела сегодня', 'хорошо, спасибо большое'])
    expect(found.warnings[0]).toContain('is a guess by its letters')
    expect((await guess(bytes, { encoding: 'koi8-r' })).reading).toMatchObject({ encoding: 'koi8-r' })
    const french = await guess(Buffer.from('un café\tein Kaffee\ndéjà vu\tschon gesehen, früher\n'.repeat(3), 'latin1'))
    expect(texts(french)[0]).toEqual(['un café', 'ein Kaffee'])
  })

  it.each([
    ['half a character', 'c328', /UTF-8 but for 1 byte/, 'is not UTF-8: byte 1 of the line is 0xC3'],
    ['bytes that no text holds', 'fffe80', /UTF-8 but for 3 bytes/, 'is not UTF-8: byte 1 of the line is 0xFF'],
    ['a zero byte', '00', /all its bytes/, 'is not text: byte 1 of the line is NUL'],
  ])('of UTF-8 with %s in one line stays UTF-8, and that line is told', async (_, bytes, reason, fault) => {
    const lines = Array.from({ length: 6001 }, (_, i) => Buffer.from(`das Häuschen ${i}\tthe small house ${i}\n`))
    const bad = Buffer.concat([Buffer.from(bytes, 'hex'), Buffer.from(' a\tb\n')])
    const path = temporaryFile('pairs.tsv', Buffer.concat([...lines.slice(0, 406), bad, ...lines.slice(406)]))
    for (const given of [{}, { encoding: 'utf-8' }]) {
      const found = await guessImport({ path }, given)
      expect(found.reading).toMatchObject({ format: 'table', encoding: 'utf-8' })
      expect(texts(found)[0]).toEqual(['das Häuschen 0', 'the small house 0'])
      expect(found.warnings.join()).toContain(`pairs.tsv:407: ${fault.replace('is ', '')}`)
    }
    const [guessed] = (await guessImport({ path })).guesses.filter(({ option }) => option === 'encoding')
    expect(guessed?.reason).toMatch(reason)
    const reading = await completeReading({ path }, {})
    expect(await failure(path, reading)).toBe(`pairs.tsv:407 ${fault}`)
    const read = await readAll(path, reading, { goOn: true })
    expect([read.pairs.length, read.leftOut.length]).toEqual([6001, 1])
    const other = await failure(path, { ...reading, encoding: 'windows-1252' })
    expect(other).toContain('is not Windows-1252 (Latin-1): the text is UTF-8')
  })

  it('that is given wrongly is refused with the first line that it does not fit', async () => {
    const latin = Buffer.from('ein Häuschen\ta house\nein Höfchen\ta yard\n', 'latin1')
    await expect(guess(latin, { encoding: 'utf-8' })).rejects.toThrow(/:1 is not UTF-8: byte 6 of the line is 0xE4$/)
  })

  it('is nothing to doubt where the file says how its texts are kept', async () => {
    const path = fileURLToPath(new URL('fixtures/checksums-1.parquet', import.meta.url))
    const found = await guessImport({ path })
    expect(found.reading.format).toBe('parquet')
    expect(found.warnings.join()).not.toContain('UTF-8')
  })
})
