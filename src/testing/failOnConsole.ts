import { afterEach, beforeEach, vi } from 'vitest'

/**
 * Makes a warning or an error on the console fail the test in which it appears. A test that expects one
 * replaces `console.warn` or `console.error` with a spy of its own.
 */
const watched = ['warn', 'error'] as const

let complaints: string[] = []

beforeEach(() => {
  complaints = []
  for (const method of watched) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      complaints.push(`console.${method}: ${parts.map(String).join(' ')}`)
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  if (complaints.length > 0) throw new Error(`Unexpected output\n${complaints.join('\n')}`)
})
