/**
 * A refusal of the model. REST answers it with 400 `Reason [code]`, DDP with the six keys of
 * rocketchat.md §1.4. A refusal without a code is bare text, as some of Rocket.Chat's are.
 */
export class WorldError extends Error {
  override readonly name = 'WorldError'

  constructor(
    readonly code: string | null,
    readonly reason: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(code === null ? reason : `${reason} [${code}]`.trimStart())
  }
}

export function notAllowed(method: string): WorldError {
  return new WorldError('error-not-allowed', 'Not allowed', { method })
}

export function actionNotAllowed(method: string): WorldError {
  return new WorldError('error-action-not-allowed', 'Not allowed', { method })
}
