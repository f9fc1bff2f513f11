export * from './attention'
export * from './capabilities'
export * from './channel'
export * from './channelOrder'
export * from './chunkedList'
export * from './content'
export * from './directory'
export * from './error'
export * from './event'
export * from './ids'
export { knownName } from './knownName'
export * from './lowerBound'
export * from './files'
export * from './message'
export * from './messageChanges'
export * from './messageSequence'
export { reduce } from './reduce'
export { toLastMessage } from './reduceTimelines'
export {
  changedKeys,
  emptyMap,
  entriesOf,
  getIn,
  valuesOf,
  type PersistentMap,
} from './persistentMap'
export { parseContent } from './parseContent'
export * from './ranges'
export * from './selectors'
export * from './state'
export { firstHeld, isCountable, isDismissed, markerOf } from './unread'
export * from './user'
export * from './wish'
