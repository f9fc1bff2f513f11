import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { ChatError, channelId } from '../../domain'
import type { ChatFeatures, CommandCall, SlashCommand } from '../../ports/features'
import { createSlashCommands } from './slashCommands'

const topic: SlashCommand = { name: 'topic', params: '', description: '' }
const place = { channelId: channelId('r1'), rootId: null }

let problems: string[]
let taken: string[]
let calls: CommandCall[]
let failure: ChatError | null

beforeEach(() => {
  problems = []
  taken = []
  calls = []
  failure = null
})

function commands() {
  const answer = <T>(value: T): Promise<T> =>
    failure === null ? Promise.resolve(value) : Promise.reject(failure)
  const features = {
    commands: {
      list: () => answer([topic]),
      run: (call: CommandCall) => {
        calls.push(call)
        return answer(undefined)
      },
    },
  } as unknown as ChatFeatures
  return createSlashCommands({
    features: () => Promise.resolve(features),
    place: () => place,
    text: (key) => key,
    onProblem: (words) => problems.push(words),
    onTaken: (message) => taken.push(message),
  })
}

it('K2 a command is carried out once with what stands behind its name', async () => {
  const { takes } = commands()
  expect(takes('/Topic  red and green')).toBe(true)
  expect(takes('/Topic  red and green')).toBe(true)
  await flushPromises()
  expect(calls).toEqual([{ ...place, name: 'topic', params: 'red and green' }])
  expect(taken).toEqual(['/Topic  red and green'])
})

it('K2 an unknown name is told first, and the same text again is for everybody', async () => {
  const { takes } = commands()
  expect(takes('/tpoic x')).toBe(true)
  await flushPromises()
  expect(problems.at(-1)).toBe('command.unknown')
  expect(takes('/tpoic x')).toBe(false)
  expect(takes('/tpoic x')).toBe(true)
})

it('K2 what only looks like a command is a text', () => {
  const { takes } = commands()
  for (const text of ['/etc/hosts', '/', '/ topic', '//x']) expect(takes(text)).toBe(false)
})

it('K2 a command that could not be told is not taken, and no text for everybody either', async () => {
  failure = new ChatError('connection', 'away')
  const { takes } = commands()
  for (const _ of [1, 2]) {
    expect(takes('/topic x')).toBe(true)
    await flushPromises()
  }
  expect(problems.at(-1)).toBe('error.connection')
  expect(taken).toEqual([])
})
