import type { EmojiSource, WorkspaceEmoji } from '../../../ports'
import { object, objects, text, texts, type Fields } from '../fields'
import type { FeatureDeps } from '.'

/** As texts spell them between two colons. */
const code = /^[A-Za-z0-9_+-]{1,100}$/
const extensionName = /^[a-z0-9]{1,5}$/i
/** More than anybody would look through. */
const mostEmoji = 5_000

/** rocketchat.md §5.2 */
export function createEmojiSource({ rest, site }: FeatureDeps): EmojiSource {
  function toEmoji(record: Fields): WorkspaceEmoji | null {
    const [name, extension, etag] = ['name', 'extension', 'etag'].map((key) => text(record, key))
    const codes = [name ?? '', ...texts(record, 'aliases')].filter((one) => code.test(one))
    const [first, ...others] = codes
    if (first === undefined || first !== name || !extensionName.test(extension ?? '')) return null
    const version = etag ? `?etag=${encodeURIComponent(etag)}` : ''
    const url = site.resolveUrl(
      `/emoji-custom/${encodeURIComponent(first)}.${extension ?? ''}${version}`,
    )
    return url === null ? null : { codes: [first, ...others], url }
  }

  return {
    async list() {
      const emojis = object(await rest.get('emoji-custom.list'), 'emojis')
      return objects(emojis, 'update')
        .slice(0, mostEmoji)
        .flatMap((record) => toEmoji(record) ?? [])
    },
  }
}
