import {
  defaultServerFacts,
  type CountedMessages,
  type FileFacts,
  type ServerFacts,
  type ChangeRule,
} from '../../domain'
import { objects, text, type Fields } from './fields'

export type Settings = ReadonlyMap<string, unknown>

/** The settings of the server that the client goes by (`settings.public`). */
export const settingIds = [
  'Unread_Count',
  'Unread_Count_DM',
  'Message_MaxAllowedSize',
  'UI_Use_Real_Name',
  'Site_Url',
  'FileUpload_Enabled',
  'FileUpload_Enabled_Direct',
  'FileUpload_MaxFileSize',
  'FileUpload_MediaTypeWhiteList',
  'FileUpload_MediaTypeBlackList',
  'FileUpload_ProtectFiles',
  'Message_Read_Receipt_Enabled',
  'Message_Read_Receipt_Store_Users',
  'Message_AllowEditing',
  'Message_AllowEditing_BlockEditInMinutes',
  'Message_AllowDeleting',
  'Message_AllowDeleting_BlockDeleteInMinutes',
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
    editing: toRule(values, 'Message_AllowEditing', 'BlockEditInMinutes'),
    deleting: toRule(values, 'Message_AllowDeleting', 'BlockDeleteInMinutes'),
    files: values.get('FileUpload_Enabled') === false ? null : toFileFacts(values),
    areFilesProtected: values.get('FileUpload_ProtectFiles') !== false,
    readReceipts: toReceipts(values),
  }
}

function toReceipts(values: Settings): ServerFacts['readReceipts'] {
  if (values.get('Message_Read_Receipt_Enabled') !== true) return 'none'
  return values.get('Message_Read_Receipt_Store_Users') === true ? 'named' : 'counted'
}

/** Zero minutes mean that there is no limit. */
function toRule(values: Settings, setting: string, limit: string): ChangeRule {
  const minutes = values.get(`${setting}_${limit}`)
  const isLimited = typeof minutes === 'number' && minutes > 0
  return {
    isAllowed: values.get(setting) !== false,
    withinMs: isLimited ? minutes * 60_000 : null,
  }
}

/** -1 means no limit (§5.8). */
function toFileFacts(values: Settings): FileFacts {
  const limit = values.get('FileUpload_MaxFileSize')
  const maxBytes = typeof limit === 'number' ? limit : (defaultServerFacts.files?.maxBytes ?? null)
  return {
    maxBytes: maxBytes !== null && maxBytes < 0 ? null : maxBytes,
    acceptedTypes: toTypes(values.get('FileUpload_MediaTypeWhiteList') ?? ''),
    refusedTypes: toTypes(values.get('FileUpload_MediaTypeBlackList') ?? 'image/svg+xml'),
    isAllowedInDirect: values.get('FileUpload_Enabled_Direct') !== false,
  }
}

/** A comma list. */
function toTypes(value: unknown): readonly string[] {
  if (typeof value !== 'string') return []
  return value
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '')
}
