import { defaultServerFacts, type CountedMessages, type ServerFacts } from '../../domain'
import { objects, text, type Fields } from './fields'

export type Settings = ReadonlyMap<string, unknown>

/** The settings of the server that the client goes by (`settings.public`). */
export const settingIds = [
  'Unread_Count',
  'Unread_Count_DM',
  'Message_MaxAllowedSize',
  'UI_Use_Real_Name',
]

const countedBySetting: ReadonlyMap<unknown, CountedMessages> = new Map<unknown, CountedMessages>([
  ['all_messages', 'all'],
  ['user_mentions_only', 'userMentions'],
  ['group_mentions_only', 'groupMentions'],
  ['user_and_group_mentions_only', 'mentions'],
  ['mentions_only', 'userMentions'],
])

export function toSettings(answer: Fields): Settings {
  return new Map(objects(answer, 'settings').map((one) => [text(one, '_id'), one.value]))
}

export function toFacts(values: Settings): ServerFacts {
  const limit = values.get('Message_MaxAllowedSize')
  return {
    countsInChannels:
      countedBySetting.get(values.get('Unread_Count')) ?? defaultServerFacts.countsInChannels,
    countsInDirect:
      countedBySetting.get(values.get('Unread_Count_DM')) ?? defaultServerFacts.countsInDirect,
    maxMessageLength:
      typeof limit === 'number' && limit > 0 ? limit : defaultServerFacts.maxMessageLength,
  }
}
