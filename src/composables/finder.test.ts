import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { ChatError, type Findings } from '../domain'
import { useFinder } from './finder'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const asked: { query: string; answer(found: Findings): void; fail(): void }[] = []
  const find = (query: string) =>
    new Promise<Findings>((resolve, reject) => {
      const fail = () => {
        reject(new ChatError('connection', 'no answer'))
      }
      asked.push({ query, answer: resolve, fail })
    })
  const scope = effectScope()
  const finder = scope.run(() => useFinder(() => find))
  if (finder === undefined) throw new Error('no finder')
  return { asked, finder, scope }
}

const channel = (name: string): Findings => ({
  people: [],
  channels: [{ id: name as never, kind: 'public', name, slug: name }],
})
const namesOf = ({ channels }: Findings) => channels.map(({ name }) => name)

it('asks once typing pauses, and never for nothing', async () => {
  const { asked, finder } = setUp()
  finder.look('g')
  finder.look('ge')
  finder.look(' ')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toEqual([])
  finder.look('gen ')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked.map(({ query }) => query)).toEqual(['gen'])
  expect(finder.isFinding.value).toBe(true)
})

it('takes the answer to the last question only, and keeps what was found until then', async () => {
  const { asked, finder } = setUp()
  finder.look('a')
  await vi.advanceTimersByTimeAsync(1_000)
  finder.look('ab')
  await vi.advanceTimersByTimeAsync(1_000)
  asked[1]?.answer(channel('second'))
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.answer(channel('first'))
  await vi.advanceTimersByTimeAsync(0)
  expect(namesOf(finder.findings.value)).toEqual(['second'])
  finder.look('abc')
  expect(namesOf(finder.findings.value)).toEqual(['second'])
  finder.forget()
  expect(namesOf(finder.findings.value)).toEqual([])
})

it('tells why there is no answer, until the next question; its end asks nothing more', async () => {
  const { asked, finder, scope } = setUp()
  finder.look('a')
  await vi.advanceTimersByTimeAsync(1_000)
  asked[0]?.fail()
  await vi.advanceTimersByTimeAsync(0)
  expect([finder.failure.value, finder.isFinding.value]).toEqual(['connection', false])
  finder.look('ab')
  expect(finder.failure.value).toBeNull()
  scope.stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toHaveLength(1)
})
