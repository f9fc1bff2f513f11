import { describe, expect, it } from 'vitest'
import { loadEmojiCatalogue } from './emojiCatalogue'
import { emojiGroups, emojiOf, signOf } from './emojiTable'

describe('the table of emoji', () => {
  it('knows Rocket.Chat’s codes, the ones people have from elsewhere, and no others', () => {
    const signs = ['thumbsup', '+1', 'tada', 'heart', 'rofl', 'flag_cn', 'car', 'hugs'].map(signOf)
    expect(signs).toEqual(['👍', '👍', '🎉', '❤️', '🤣', '🇨🇳', '🚗', '🤗'])
    expect(['nobody', '__proto__', '', 'constructor', 'tada_tone1'].map(signOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('writes skin tones into the sign', () => {
    expect(signOf('wave_tone1')).toBe('👋🏻')
    expect(signOf('hand_splayed_tone5')).toBe('🖐🏿')
    expect(signOf('woman_technologist_tone3')).toBe('👩🏽‍💻')
    expect(emojiOf('wave_tone4')?.code).toBe('wave')
  })

  it('has each code once, and a sign for each', () => {
    const codes = emojiGroups.flat().flatMap((emoji) => emoji.codes)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.filter((code) => !/^[a-z0-9_+-]+$/.test(code))).toEqual([])
    expect(emojiGroups.flat().filter(({ sign }) => !/[^\s\w]/u.test(sign))).toEqual([])
    expect(emojiGroups).toHaveLength(10)
  })
})

describe('the catalogue', () => {
  it.each([
    ['en', 'smil', 'smile'],
    ['en', 'thumbs up', 'thumbsup'],
    ['en', '+1', 'thumbsup'],
    ['en', 'heart', 'heart'],
    ['en', 'party', 'partying_face'],
    ['zh-CN', '火', 'fire'],
    ['zh-CN', '生日', 'birthday'],
    ['zh-CN', 'tada', 'tada'],
  ] as const)('in %s finds %s', async (locale, query, code) => {
    const catalogue = await loadEmojiCatalogue(locale)
    const codes = catalogue.find(query, 10).map((emoji) => emoji.code)
    expect(codes).toContain(code)
  })

  it('names every emoji in the language', async () => {
    const names = await Promise.all(
      (['en', 'zh-CN'] as const).map(async (locale) => {
        const { groups, nameOf } = await loadEmojiCatalogue(locale)
        expect(groups.flat().filter((emoji) => nameOf(emoji) === '')).toEqual([])
        return nameOf(groups[0]?.[0] ?? expect.fail())
      }),
    )
    expect(names).toEqual(['grinning face', '嘿嘿'])
  })

  it('finds nothing for nothing, and no more than asked for', async () => {
    const { find } = await loadEmojiCatalogue('en')
    expect(find(' ', 5)).toEqual([])
    expect(find('qqqq', 5)).toEqual([])
    expect(find('a', 5)).toHaveLength(5)
  })
})
