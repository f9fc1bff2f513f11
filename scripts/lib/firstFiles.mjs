import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/')

/**
 * Puts what the first screens load into few files, whole: what they share with others would else come in crumbs, which compress badly.
 * @param {string} entry of the build. Paths are from the root of the project.
 * @param {readonly import('./firstFiles.d.mts').FirstFile[]} files a module is in the first that fits
 */
export function firstFiles(entry, files) {
  /** @type {Map<string, string>} */
  const fileOf = new Map()
  return {
    groups: [...new Set(files.map(([name]) => name))].map((name) => ({
      name,
      test: (id) => fileOf.get(id) === name,
    })),
    plugin: {
      name: 'parley:first-files',
      apply: 'build',
      buildEnd(failure) {
        if (failure !== undefined) return
        const ids = [...this.getModuleIds()]
        const idOf = (path) =>
          ids.find((id) => id.replaceAll('\\', '/') === root + path) ??
          this.error(`${path} is not in the build: see vite.config.ts`)
        const importsOf = (id) => this.getModuleInfo(id)?.importedIds ?? []
        fileOf.clear()
        for (const [name, paths] of files) {
          for (const id of sharedBy(paths.map(idOf), importsOf)) {
            if (!fileOf.has(id)) fileOf.set(id, name)
          }
        }
        // What is loaded by its own name stays a file of its own.
        for (const id of fileOf.keys()) {
          const isAskedFor = (this.getModuleInfo(id)?.dynamicImporters ?? []).length > 0
          if (isAskedFor || id === idOf(entry)) fileOf.delete(id)
        }
      },
    },
  }
}

/**
 * @param {readonly string[]} starts
 * @param {(id: string) => readonly string[]} importsOf
 * @returns {string[]} what each of them imports or is, directly or not
 */
export function sharedBy(starts, importsOf) {
  const reached = starts.map((start) => {
    const found = new Set([start])
    for (const id of found) for (const next of importsOf(id)) found.add(next)
    return found
  })
  const [first = new Set()] = reached
  return [...first].filter((id) => reached.every((ids) => ids.has(id)))
}
