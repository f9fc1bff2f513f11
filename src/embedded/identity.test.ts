import { describe, expect, it, vi } from 'vitest'
import { ChatError } from '../domain'
import { EmbedError } from '../embed/portCalls'
import type { Credentials } from '../ports'
import { createIdentity } from './identity'

const tokenOf = (subject: string, more = ''): string =>
  `h.${btoa(JSON.stringify({ sub: subject, exp: 2_000, more })).replaceAll('=', '')}.s`

function start(answers: (() => Promise<unknown>)[]) {
  const asked: string[] = []
  const pauses: number[] = []
  const log: string[] = []
  const identity = createIdentity(
    {
      askToken(reason) {
        asked.push(reason)
        return (answers.shift() ?? (() => Promise.reject(new EmbedError('timeout'))))()
      },
      handOver: ({ token, subject, expiresAt }): Promise<Credentials> =>
        Promise.resolve({ userId: subject, token, expiresAt: expiresAt ?? 0 }),
      pause(ms) {
        pauses.push(ms)
        return answers.length > 0 ? Promise.resolve() : new Promise(() => undefined)
      },
    },
    {
      onUser: ({ userId }) => log.push(`user ${userId}`),
      onNobody: () => log.push('nobody'),
      onFailure: ({ kind }) => log.push(`failure ${kind}`),
    },
  )
  return { identity, asked, pauses, log }
}

const give = (token: string) => () => Promise.resolve(token)
const refuse = (code: string) => () => Promise.reject(new EmbedError(code))

describe('who the host says is there', () => {
  it('E8 asks until there is an answer, at growing distances', async () => {
    const { identity, asked, pauses, log } = start([
      refuse('timeout'),
      give('no token'),
      refuse('failed'),
      give(tokenOf('7')),
    ])
    identity.ask('start')
    await vi.waitFor(() => {
      expect(log.at(-1)).toBe('user 7')
    })
    expect(asked).toEqual(['start', 'start', 'start', 'start'])
    expect(pauses).toEqual([1_000, 2_000, 4_000])
    expect(log.slice(0, 3)).toEqual([
      'failure connection',
      'failure protocol',
      'failure connection',
    ])
  })

  it('E8 waits for the host when that has nobody', async () => {
    const { identity, asked, log } = start([refuse('signed-out')])
    identity.ask('start')
    await vi.waitFor(() => {
      expect(log).toEqual(['nobody'])
    })
    expect(asked).toEqual(['start'])
  })

  it('E10 the same user again changes nothing; another one does; after a refusal the same one does', async () => {
    const answers = [give(tokenOf('7')), give(tokenOf('7')), give(tokenOf('8')), give(tokenOf('8'))]
    const { identity, log } = start(answers)
    identity.ask('start')
    await vi.waitFor(() => {
      expect(log).toEqual(['user 7'])
    })
    identity.ask('start')
    await vi.waitFor(() => {
      expect(answers).toHaveLength(2)
    })
    identity.ask('start')
    await vi.waitFor(() => {
      expect(log).toEqual(['user 7', 'user 8'])
    })
    identity.ask('refused')
    await vi.waitFor(() => {
      expect(log).toEqual(['user 7', 'user 8', 'user 8'])
    })
  })

  it('E8 renews for the user who is there, and for nobody else', async () => {
    const { identity, log, asked } = start([
      give(tokenOf('7')),
      give(tokenOf('7', 'later')),
      give(tokenOf('8')),
      give(tokenOf('8')),
    ])
    identity.ask('start')
    await vi.waitFor(() => {
      expect(log).toEqual(['user 7'])
    })
    await expect(identity.renew()).resolves.toMatchObject({ token: tokenOf('7', 'later') })
    await expect(identity.renew()).rejects.toBeInstanceOf(ChatError)
    await vi.waitFor(() => {
      expect(log).toEqual(['user 7', 'user 8'])
    })
    expect(asked).toEqual(['start', 'expiring', 'expiring', 'start'])
  })
})
