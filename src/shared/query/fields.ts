/** What a field holds of one item; null or undefined where it holds nothing. */
export type FieldValue = string | number | boolean | readonly string[] | null | undefined

/**
 * How a field is asked:
 * - `word`: one of a few names, or several; `:` and `=` want the whole of it
 * - `prose`: text of a person; `:` looks into it
 * - `number`; also as `95%`
 * - `time`: milliseconds since 1970, asked as `2026-11-29` or `2026-11-29T10:30`, local time
 * - `duration`: seconds, asked as `90`, `90s`, `5min`, `2h` or `3d`
 * - `flag`: asked as `yes` or `no`
 */
export type FieldType = 'word' | 'prose' | 'number' | 'time' | 'duration' | 'flag'

export interface Field<Item> {
  /** As it is written in a query. */
  readonly name: string
  readonly title: string
  readonly type: FieldType
  /** Values to offer while one is typed. */
  readonly values?: readonly string[]
  /** Whether it can hold no other values, so that asking for one is a mistake. */
  readonly closed?: boolean
  /** Whether its numbers are kept in 32 bits: what is asked for is rounded as they were. */
  readonly single?: boolean
  read(item: Item): FieldValue
}

/** All that can be asked of one kind of item. */
export interface Fields<Item> {
  /** The field of that name, whose case does not count; several where the name may mean each of them, none where there is no such field. */
  find(name: string): readonly Field<Item>[]
  /** The fields to offer while a name is typed. */
  readonly offered: readonly Field<Item>[]
  /** The texts that a word alone is looked for in. */
  texts(item: Item): readonly string[]
}
