/** How a page's time runs, as the init script `hurry` takes it. */
export interface PageTime {
  /** How much faster than the machine's. */
  readonly factor: number
  /** The page's time, epoch ms, when the machine's was `machineAt`. */
  readonly at: number
  readonly machineAt: number
  /** Of the full jitter of waits only this part. */
  readonly jitter: number
}

/** Makes the time of a page run faster: its clock, its timers and the time-outs of its requests. Runs in the page. */
export function hurry({ factor, at, machineAt, jitter }: PageTime): void {
  const now = (): number =>
    Math.floor(at + (performance.timeOrigin + performance.now() - machineAt) * factor)
  window.Date = new Proxy(Date, {
    construct: (target, values: readonly unknown[]) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values) as object,
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  })
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const timer = window[name].bind(window)
    const hurried = (run: TimerHandler, ms = 0, ...rest: unknown[]): number =>
      timer(run, ms / factor, ...rest)
    Object.assign(window, { [name]: hurried })
  }
  const { prototype } = XMLHttpRequest
  const timeout = Object.getOwnPropertyDescriptor(prototype, 'timeout')
  Object.defineProperty(prototype, 'timeout', {
    ...timeout,
    set(this: XMLHttpRequest, ms: number) {
      timeout?.set?.call(this, ms / factor)
    },
  })
  const chance = Math.random
  Math.random = () => chance() * jitter
}

/** By the machine's clock as `hurry` reads it. */
export function machineNow(): number {
  return performance.timeOrigin + performance.now()
}
