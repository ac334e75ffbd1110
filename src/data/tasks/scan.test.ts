import { describe, expect, it } from 'vitest'
import { splitScan } from './scan.ts'

const all = splitScan('simple', 1)
const actionsOf = new Map([...all.train, ...all.valid].map(({ source, target }) => [source, target]))
const spell = (text: string) =>
  text
    .split(' ')
    .map(
      (letter) => ({ W: 'I_WALK', L: 'I_TURN_LEFT', R: 'I_TURN_RIGHT', J: 'I_JUMP', O: 'I_LOOK', U: 'I_RUN' })[letter],
    )
    .join(' ')

describe('SCAN', () => {
  it('has the 20,910 commands of the paper, none twice', () => {
    expect(actionsOf.size).toBe(20_910)
    expect(all.train.length + all.valid.length).toBe(20_910)
  })

  // Figure 1 and table 4 of Lake and Baroni 2018.
  it.each([
    ['jump', 'J'],
    ['jump left', 'L J'],
    ['jump around right', 'R J R J R J R J'],
    ['turn left twice', 'L L'],
    ['jump thrice', 'J J J'],
    ['jump opposite left and walk thrice', 'L L J W W W'],
    ['jump opposite left after walk around left', 'L W L W L W L W L L J'],
    ['turn opposite right', 'R R'],
    ['turn around left', 'L L L L'],
    ['look right and run', 'R O U'],
  ])('%s', (command, actions) => {
    expect(actionsOf.get(command)).toBe(spell(actions))
  })

  // The numbers of lines of the published files.
  it.each([
    ['simple', 16_728, 4_182],
    ['length', 16_990, 3_920],
    ['jump', 14_670, 7_706],
    ['turn-left', 21_890, 1_208],
  ] as const)('splits %s into %i and %i', (split, train, valid) => {
    const parts = splitScan(split, 1)
    expect([parts.train.length, parts.valid.length]).toEqual([train, valid])
    const trained = new Set(parts.train.map(({ source }) => source))
    expect(parts.valid.filter(({ source }) => trained.has(source))).toEqual([])
  })

  it('repeats nothing but a primitive of its own, in a tenth of the training pairs', () => {
    for (const [split, primitive] of [
      ['jump', 'jump'],
      ['turn-left', 'turn left'],
    ] as const) {
      const { train } = splitScan(split, 1)
      const copies = train.filter(({ source }) => source === primitive)
      expect(copies).toHaveLength(train.length / 10)
      expect(new Set(train.map(({ source }) => source)).size).toBe(train.length - copies.length + 1)
      expect(train.some(({ source }) => source !== primitive && source.includes(primitive))).toBe(false)
    }
  })

  it('holds out others with another seed, and the same with the same', () => {
    const heldOut = (seed: number) => new Set(splitScan('simple', seed).valid.map(({ source }) => source))
    expect(heldOut(1)).toEqual(heldOut(1))
    expect(heldOut(2)).not.toEqual(heldOut(1))
  })

  it('links an action to the word that means it, and possibly to those that have it done', () => {
    const pair = [...all.train, ...all.valid].find(({ source }) => source === 'look after turn around left twice')!
    //                                                                         0    1     2    3      4    5
    expect(pair.target.split(' ')).toHaveLength(9)
    const { sure, possible } = pair.alignment!
    expect(sure).toEqual([...Array.from({ length: 8 }, (_, target) => [4, target]), [0, 8]])
    for (let target = 0; target < 8; target++) {
      const from = possible.filter(([, to]) => to === target).map(([source]) => source)
      expect(from.toSorted()).toEqual([2, 3, 4, 5])
    }
    const walk = [...all.train, ...all.valid].find(({ source }) => source === 'walk opposite right thrice')!.alignment!
    expect(walk.sure.slice(0, 3)).toEqual([
      [2, 0],
      [2, 1],
      [0, 2],
    ])
    expect(walk.possible.filter(([, to]) => to === 2).map(([source]) => source)).toEqual([0, 3])
    expect(walk.possible.filter(([, to]) => to === 0).map(([source]) => source)).toEqual([2, 1, 3])
  })
})
