/** The files that the demo world has sent. */
import { drawPicture, drawStartScreen } from './picture'

interface SeedFile {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
}

const LINES = 40

const FILES: Readonly<Record<string, () => Omit<SeedFile, 'name'>>> = {
  'whiteboard.png': () => ({ type: 'image/png', content: drawPicture() }),
  'start-screen.png': () => ({ type: 'image/png', content: drawStartScreen() }),
  'sync-client.log': () => textFile('text/plain', '', logLine),
  'load-test.csv': () => textFile('text/csv', 'minute,requests,errors,p95_ms\n', loadLine),
  'offline-tests.csv': () => textFile('text/csv', 'case,network,result\n', caseLine),
}

/** @throws when the script names a file that nobody has written */
export function seedFile(name: string): SeedFile {
  const file = FILES[name]
  if (file === undefined) throw new Error(`the script names an unknown file: ${name}`)
  return { name, ...file() }
}

function textFile(type: string, head: string, line: (index: number) => string) {
  const lines = Array.from({ length: LINES }, (_, index) => line(index))
  return { type, content: Buffer.from(head + lines.join(''), 'utf8') }
}

function logLine(index: number): string {
  const what = index % 30 === 29 ? 'WARN  closed by peer, waiting 1 s' : 'INFO  ping answered'
  return `2024-05-14T09:12:${String(index).padStart(2, '0')}.000Z ${what}\n`
}

function loadLine(index: number): string {
  return `${String(index)},${String(1180 + ((index * 37) % 90))},0,${String(176 + ((index * 13) % 29))}\n`
}

function caseLine(index: number): string {
  return `${String(index + 1)},${['none', 'slow', 'lossy'][index % 3] ?? ''},passed\n`
}
