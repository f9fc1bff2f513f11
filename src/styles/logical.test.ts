import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
/** A property or value that names a side of the screen, and not one of the line of text. */
const physical =
  /^\s*(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:|\b(?:text-align|float|clear)\s*:\s*(?:left|right)\b/

const styled = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /\.(?:vue|css)$/.test(path),
)

function stylesOf(path: string): string {
  const source = readFileSync(join(root, path), 'utf8')
  if (path.endsWith('.css')) return source
  return [...source.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => css).join('\n')
}

it('A2 styles name the sides of a line and not those of the screen, so that they turn around with the text', () => {
  const found = styled.flatMap((path) =>
    stylesOf(path)
      .split('\n')
      .filter((line) => physical.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
  expect(styled.length).toBeGreaterThan(60)
  expect(found).toEqual([])
})
