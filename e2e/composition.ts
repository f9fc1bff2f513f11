import type { CDPSession, Page } from '@playwright/test'

/** What an input method shows on the way to a text, and the text. */
export interface CompositionTrace {
  readonly language: string
  /** Each commits its last text; between them nothing is open. */
  readonly words: readonly { readonly steps: readonly string[]; readonly text: string }[]
}

/** One for each way of writing: letters that become words, words that are converted, letters that join (K1). */
export const traces: readonly CompositionTrace[] = [
  {
    language: 'Chinese',
    words: [{ steps: ['n', 'ni', 'ni h', 'ni ha', 'ni hao'], text: '你好' }],
  },
  {
    language: 'Japanese',
    words: [{ steps: ['ｋ', 'か', 'かｎ', 'かん', 'かんｊ', 'かんじ', '漢字'], text: '漢字' }],
  },
  {
    language: 'Korean',
    words: [
      { steps: ['ㅎ', '하', '한'], text: '한' },
      { steps: ['ㄱ', '그', '글'], text: '글' },
    ],
  },
]

export const textOf = ({ words }: CompositionTrace): string =>
  words.map(({ text }) => text).join('')

/** Keys that choose, go or send where nothing is composed. */
const keys = ['Enter', 'Tab', 'Escape', 'ArrowDown', 'ArrowUp']
/** Code of a key that an input method has taken. */
const takenKey = 229

/** Writes by an input method, the way Chromium tells a page; the focus is in a field. */
export class InputMethod {
  private constructor(private readonly browser: CDPSession) {}

  static async on(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page))
  }

  /** Writes a text; on the way, with the composition open, every key is pressed that means something to the page. */
  async write(trace: CompositionTrace): Promise<void> {
    for (const { steps, text } of trace.words) {
      for (const step of steps) await this.show(step)
      for (const key of keys) await this.press(key)
      await this.commit(text)
    }
  }

  /** Shows what is composed so far. */
  async show(text: string): Promise<void> {
    const end = text.length
    await this.browser.send('Input.imeSetComposition', {
      text,
      selectionStart: end,
      selectionEnd: end,
    })
  }

  async commit(text: string): Promise<void> {
    await this.browser.send('Input.insertText', { text })
  }

  /** A key that the input method takes: the page hears of it and has to leave it. */
  async press(key: string): Promise<void> {
    const common = { key, code: key, windowsVirtualKeyCode: takenKey }
    await this.browser.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...common })
    await this.browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
  }
}
