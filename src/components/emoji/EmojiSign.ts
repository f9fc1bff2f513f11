import type { FunctionalComponent } from 'vue'
import { renderEmoji } from '../../composables/emoji'

/** An emoji by its short code without colons: a sign, or a picture of the workspace. */
export const EmojiSign: FunctionalComponent<{ readonly code: string }> = ({ code }) =>
  renderEmoji(code)

EmojiSign.props = ['code']
