import { ChatError } from '../../../domain'

/** Runs a call that gives a channel its name, and tells a name that cannot be apart from other refusals. */
export async function naming<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof ChatError) || error.kind !== 'validation') throw error
    const { message } = error
    if (message.includes('error-duplicate-channel-name')) {
      throw new ChatError('validation', message, { code: 'nameTaken', cause: error })
    }
    if (message.includes('error-invalid-room-name') || message.includes('error-invalid-name')) {
      throw new ChatError('validation', message, { code: 'nameRefused', cause: error })
    }
    throw error
  }
}
