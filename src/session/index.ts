export { createOutboxStorage, type OutboxStorage } from './outboxStorage'
export { createSession, type SessionDeps } from './session'
export type { ClosedReason, ConnectionStatus, WaitCause } from './status'
export type { Session, SessionView } from './types'
