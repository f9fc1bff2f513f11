import type { ChannelKind } from '../../../domain'

/** The routes that each kind of room has of its own (rocketchat.md §5.4). */
const families: Readonly<Record<ChannelKind, string>> = {
  public: 'channels',
  private: 'groups',
  direct: 'im',
  livechat: 'channels',
}

export function familyOf({ kind }: { readonly kind: ChannelKind }): string {
  return families[kind]
}
