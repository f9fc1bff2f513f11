/**
 * What the first screen loads, by Vite's manifest: the given entries with all that they import statically.
 * @param {Record<string, Chunk>} manifest
 * @param {readonly string[]} entries keys of the manifest. Throws on one that it does not have.
 * @returns {{ js: Set<string>, css: Set<string> }} files relative to the folder of the build
 * @typedef {{ file: string, imports?: string[], css?: string[], isDynamicEntry?: boolean }} Chunk
 */
export function filesOf(manifest, entries) {
  const seen = new Set()
  const files = { js: new Set(), css: new Set() }
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    const chunk = manifest[key]
    if (!chunk)
      throw new Error(`The build has no ${key}: is the list in scripts/budgets.mjs right?`)
    files[chunk.file.endsWith('.css') ? 'css' : 'js'].add(chunk.file)
    for (const sheet of chunk.css ?? []) files.css.add(sheet)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  entries.forEach(visit)
  return files
}

/** What is loaded on demand from below `folder`, such as the languages, of which a visitor loads one; without second halves. */
export function onDemand(manifest, folder) {
  return Object.keys(manifest).filter(
    (key) => key.startsWith(folder) && !key.includes('?') && manifest[key].isDynamicEntry,
  )
}

/**
 * The files of a first screen, as `{ name, bytes }` with the largest first.
 * @param {(file: string) => number} sizeOf gzipped bytes of a file of the build
 * @param {readonly string[]} choices entries of which only the largest counts
 */
export function measure(manifest, entries, choices, sizeOf) {
  const weigh = (kind, keys) =>
    [...filesOf(manifest, keys)[kind]].map((name) => ({ name, bytes: sizeOf(name) }))
  const weightOf = (choice) => total(weigh('js', [choice]))
  const heaviest = [...choices].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, 1)
  const rows = (kind) => weigh(kind, [...entries, ...heaviest]).sort((a, b) => b.bytes - a.bytes)
  return { js: rows('js'), css: rows('css') }
}

/** @param {readonly { bytes: number }[]} rows */
export function total(rows) {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0)
}
