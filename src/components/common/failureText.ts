import type { ChatErrorKind } from '../../domain'
import type { Translate } from '../../i18n'

/** What happened and what to do, for any failed request. */
export function failureText(kind: ChatErrorKind, text: Translate): string {
  switch (kind) {
    case 'connection':
    case 'permission':
    case 'notFound':
    case 'rateLimit':
      return text(`error.${kind}`)
    case 'auth':
    case 'validation':
    case 'protocol':
      return text('error.other')
  }
}
