export type { ClosedReason, ConnectionStatus, WaitCause } from './status'
export type { Session, SessionView } from './types'
