import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useServices } from './services'

/** So many are remembered. */
const mostRecent = 27
/** What people use most, before this user has picked any. */
const usual =
  'thumbsup heart joy tada pray clap fire eyes rocket slight_smile thinking sob white_check_mark raised_hands ok_hand muscle 100 wave'

/** How this device's user writes. */
export const useWritingHabitStore = defineStore('writingHabits', () => {
  const { deviceStorage } = useServices()
  const recent = shallowRef<readonly string[]>(codesIn(deviceStorage.read('emoji') ?? usual))
  /** Of skin: 1 to 5, or 0 for none. */
  const tone = shallowRef(toneIn(deviceStorage.read('emojiTone')))

  const hasFormatBar = shallowRef(deviceStorage.read('formatBar') === 'on')

  function use(code: string): void {
    recent.value = [code, ...recent.value.filter((one) => one !== code)].slice(0, mostRecent)
    deviceStorage.write('emoji', recent.value.join(' '))
  }

  function setTone(chosen: number): void {
    tone.value = chosen
    deviceStorage.write('emojiTone', String(chosen))
  }

  function setFormatBar(isShown: boolean): void {
    hasFormatBar.value = isShown
    deviceStorage.write('formatBar', isShown ? 'on' : 'off')
  }

  return { recent, tone, hasFormatBar, use, setTone, setFormatBar }
})

function codesIn(text: string): readonly string[] {
  const codes = text.split(' ').filter((code) => /^[a-z0-9_+-]{1,80}$/.test(code))
  return [...new Set(codes)].slice(0, mostRecent)
}

function toneIn(text: string | null): number {
  return text !== null && /^[1-5]$/.test(text) ? Number(text) : 0
}
