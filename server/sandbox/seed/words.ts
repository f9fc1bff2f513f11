/** Fills the `{word}`s of one conversation, each with one value. */
import type { Chance } from './chance'

export function createWords(chance: Chance): ReadonlyMap<string, string> {
  const hour = chance.between(9, 17)
  const minute = chance.pick(['00', '15', '30', '45'])
  return new Map([
    ['time', `${String(hour)}:${minute}`],
    ['ver', `4.${String(chance.between(6, 12))}.${String(chance.between(0, 5))}`],
    ['ticket', `PAR-${String(chance.between(210, 980))}`],
    ['day', chance.pick(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])],
    ['zday', chance.pick(['周一', '周二', '周三', '周四', '周五'])],
    [
      'customer',
      chance.pick(['Northwind', 'Lindgren & Co', 'Aster Labs', 'Blue Harbour', '远山科技']),
    ],
    [
      'feature',
      chance.pick([
        'the quick switcher',
        'scheduled messages',
        'the new search',
        'file previews',
        'read marks',
        'dark mode',
      ]),
    ],
    [
      'zfeature',
      chance.pick(['快速切换', '定时发送', '新搜索', '文件预览', '已读标记', '深色模式']),
    ],
  ])
}

export function fill(text: string, words: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, word: string) => words.get(word) ?? whole)
}
