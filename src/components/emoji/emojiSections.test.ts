import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { provideWorkspaceEmoji } from '../../composables/emoji'
import { loadEmojiCatalogue } from '../../composables/emojiCatalogue'
import { boxesOf, groupSigns, neighbourCell, sectionsOf } from './emojiSections'

describe('sections', () => {
  it('are what was picked lately and the groups, each with a name', async () => {
    const catalogue = await loadEmojiCatalogue('en')
    const [recent, ...groups] = sectionsOf(catalogue, ['wave_tone2', 'gone', 'tada'], 0)
    expect(recent?.cells.map(({ sign }) => sign)).toEqual(['👋🏼', '🎉'])
    expect(groups.map(({ label }) => label)).toEqual(
      groupSigns.slice(0, 9).map(({ label }) => label),
    )
  })

  it('have those of the workspace, which are remembered as the others are', async () => {
    const scope = effectScope()
    scope.run(() => {
      provideWorkspaceEmoji(() =>
        Promise.resolve([{ codes: ['ship-it', 'squirrel'], url: 'https://chat.example/s.png' }]),
      )
    })
    const catalogue = await loadEmojiCatalogue('en')
    scope.stop()
    const [recent, ...groups] = sectionsOf(catalogue, ['squirrel', 'wave_tone2', 'gone'], 0)
    expect(recent?.cells).toMatchObject([
      { code: 'squirrel', sign: ':ship-it:', name: 'ship it' },
      { code: 'wave_tone2', sign: '👋🏼', name: 'waving hand' },
    ])
    expect(groups.at(-1)).toMatchObject({ label: 'emoji.workspace', cells: [{ code: 'ship-it' }] })
  })

  it('show the skin tone where there is one', async () => {
    const catalogue = await loadEmojiCatalogue('en')
    const all = sectionsOf(catalogue, [], 3).flatMap(({ cells }) => cells)
    const codes = new Set(all.map(({ code }) => code))
    expect(codes.has('thumbsup_tone3')).toBe(true)
    expect(codes.has('tada')).toBe(true)
    expect(codes.size).toBe(all.length)
  })

  it('lie below each other, their heads included', () => {
    const cell = { code: 'x', sign: 'x', name: 'x' }
    const sections = [3, 0, 4].map((count) => ({
      label: 'emoji.food' as const,
      cells: Array.from({ length: count }, () => cell),
    }))
    expect(boxesOf(sections, { columns: 3, cell: 10, head: 5 })).toEqual([
      { top: 0, height: 15 },
      { top: 15, height: 5 },
      { top: 20, height: 25 },
    ])
  })
})

describe('K3 arrows among the cells', () => {
  // 0 1 2 | 3 4 / (none) / 0 1 2 | 3
  const grid = { counts: [5, 0, 4], columns: 3 }
  const go = (section: number, index: number, key: string) => {
    const to = neighbourCell({ section, index }, key, grid)
    return to === null ? null : [to.section, to.index]
  }

  it('go along the rows and over the sections', () => {
    expect(go(0, 1, 'ArrowRight')).toEqual([0, 2])
    expect(go(0, 4, 'ArrowRight')).toEqual([2, 0])
    expect(go(2, 0, 'ArrowLeft')).toEqual([0, 4])
    expect(go(0, 0, 'ArrowLeft')).toBeNull()
    expect(go(2, 3, 'ArrowRight')).toBeNull()
  })

  it('keep the column, and take the last of a shorter row', () => {
    expect(go(0, 0, 'ArrowDown')).toEqual([0, 3])
    expect(go(0, 2, 'ArrowDown')).toEqual([0, 4])
    expect(go(0, 4, 'ArrowDown')).toEqual([2, 1])
    expect(go(2, 2, 'ArrowUp')).toEqual([0, 4])
    expect(go(2, 3, 'ArrowDown')).toBeNull()
    expect(go(0, 1, 'ArrowUp')).toBeNull()
  })

  it('go to the ends', () => {
    expect(go(2, 1, 'Home')).toEqual([0, 0])
    expect(go(0, 1, 'End')).toEqual([2, 3])
    expect(go(0, 1, 'x')).toBeNull()
  })
})
