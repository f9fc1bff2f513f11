/** What one client sends by POST: in turn, and no more while its connection is paused (signalr.md §14). */
import { Refusal } from './access'
import type { Pacing } from './pipe'

export class Posts implements Pacing {
  readonly #limit: number
  #count = 0
  #turn: Promise<unknown> = Promise.resolve()
  #room: Promise<void> = Promise.resolve()
  #giveRoom = (): void => undefined

  /** @param limit requests under way at a time; a client of good will has one */
  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * Runs when the posts before it are done and resolves when there is room for the next.
   * @throws {Refusal} with 429 above the limit
   */
  async take(run: () => Promise<void>): Promise<void> {
    if (this.#count >= this.#limit) throw new Refusal(429, 'Too many requests at a time')
    this.#count += 1
    const done = this.#turn.then(run).then(() => this.#room)
    this.#turn = done.catch(() => undefined)
    try {
      await done
    } finally {
      this.#count -= 1
    }
  }

  pause(): void {
    this.#room = new Promise((resolve) => (this.#giveRoom = resolve))
  }

  resume(): void {
    this.#giveRoom()
  }
}
