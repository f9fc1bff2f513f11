import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, type TestInfo } from '@playwright/test'
import {
  compareCells,
  inCells,
  markCells,
  readPng,
  writePng,
  type Picture,
} from '../scripts/lib/pictures'
import { screens } from './screens/screens'
import { faces, openStage, type Face } from './screens/stage'

/** Pixels of the page on each side of a cell: coarse enough for other machines, fine enough for a row. */
const cellSize = 8
/** Of all cells, and of those of one part of the picture. */
const mostShare = 0.01
const mostOfPart = 0.15

const folder = fileURLToPath(new URL('./screens/baselines/', import.meta.url))
const nameOf = ({ width, locale, theme }: Face) => `${String(width)}-${locale}-${theme}`

for (const face of faces) {
  test(`V1 V2 V3 the screens look as they did: ${nameOf(face)}`, async ({ browser }, info) => {
    test.slow()
    const stage = await openStage(browser, face)
    try {
      for (const screen of screens) {
        await test.step(screen.name, async () => {
          await screen.show(stage)
          const shot = readPng(await stage.page.screenshot({ animations: 'disabled' }))
          await check(path.join(nameOf(face), screen.name), shot, info)
        })
      }
    } finally {
      await stage.stop()
    }
  })
}

/** Against the picture that is kept, or in its place (`--update-snapshots`). All screens are looked at, also after one that differs. */
async function check(name: string, shot: Picture, info: TestInfo): Promise<void> {
  const file = path.join(folder, `${name}.png`)
  const cells = inCells(shot, cellSize)
  if (info.config.updateSnapshots === 'all' || info.config.updateSnapshots === 'changed') {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, writePng(cells))
    return
  }
  expect(existsSync(file), `a picture of ${name}: npm run visual -- --update-snapshots`).toBe(true)
  const { share, worst, cells: changed } = compareCells(readPng(await readFile(file)), cells)
  if (share > mostShare || worst > mostOfPart) {
    await keep(info, `${path.basename(name)}.png`, shot)
    const marked = markCells(shot, cellSize, changed)
    await keep(info, `${path.basename(name)}-difference.png`, marked)
  }
  expect.soft(share, `${name}: share of the cells that differ`).toBeLessThanOrEqual(mostShare)
  expect.soft(worst, `${name}: share in the worst part`).toBeLessThanOrEqual(mostOfPart)
}

async function keep(info: TestInfo, name: string, picture: Picture): Promise<void> {
  const file = info.outputPath(name)
  await writeFile(file, writePng(picture))
  await info.attach(name, { path: file, contentType: 'image/png' })
}
