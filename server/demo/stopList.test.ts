import { describe, expect, it } from 'vitest'
import { createStopList } from './stopList'

describe('the stop list', () => {
  it('stops the last one first, once', async () => {
    const stopped: string[] = []
    const list = createStopList()
    for (const name of ['first', 'second']) {
      list.add({ stop: () => Promise.resolve(void stopped.push(name)) })
    }
    await Promise.all([list.stop(), list.stop()])
    expect(stopped).toEqual(['second', 'first'])
  })

  it('goes on when one fails, and says so at the end', async () => {
    let isStopped = false
    const list = createStopList()
    list.add({ stop: () => Promise.resolve(void (isStopped = true)) })
    list.add({ stop: () => Promise.reject(new Error('stuck')) })
    await expect(list.stop()).rejects.toThrow('stuck')
    expect(isStopped).toBe(true)
  })
})
