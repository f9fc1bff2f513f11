export type { Accounts, Credentials, CredentialsKeeper, PasswordSignIn } from './accounts'
export type { AddressHistory } from './addressHistory'
export type { Broadcast, OpenBroadcast } from './broadcast'
export type * from './features'
export { steadyClock, type CancelTimer, type Clock } from './clock'
export type { HoldLock, Locks, RunAlone } from './lock'
export { silentLogger, type Logger } from './logger'
export type { Random } from './random'
export type { OpenRecords, RecordStorage, RemoveRecords } from './records'
export type { OpenSocket, Socket, SocketClosed, SocketListener } from './socket'
export type { KeyValueStorage } from './storage'
export type {
  ChannelChanges,
  ChatTransport,
  FileSending,
  FileWatch,
  HistoryPage,
  MessageChanges,
  NewerPage,
  OpenStep,
  OutgoingFile,
  OutgoingMessage,
  SignedIn,
  Stop,
  TransportListener,
} from './transport'
