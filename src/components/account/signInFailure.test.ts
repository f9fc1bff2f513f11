import { expect, it } from 'vitest'
import { ChatError, type ChatErrorCode, type ChatErrorKind } from '../../domain'
import { testLocalization } from '../../testing/localization'
import { signInFailure } from './signInFailure'

it.each<[ChatErrorKind, ChatErrorCode, string]>([
  ['auth', 'wrongCredentials', 'The username or password is not right. Check both and try again.'],
  ['auth', 'secondFactorRequired', ''],
  ['auth', 'secondFactorInvalid', 'This code is not right or has expired. Enter the newest one.'],
  [
    'connection',
    'unreachable',
    'The server at https://chat.example.org cannot be reached. Check your connection and try again.',
  ],
  ['rateLimit', 'other', 'Too many attempts. Wait a moment, then try again.'],
  ['protocol', 'other', 'Signing in did not work. Try again.'],
])('V6 tells of %s %s what happened and what to do', async (kind, code, expected) => {
  const { text } = await testLocalization()
  const failure = new ChatError(kind, 'a text for logs', { code })
  expect(signInFailure(failure, 'https://chat.example.org', text)).toBe(expected)
})
