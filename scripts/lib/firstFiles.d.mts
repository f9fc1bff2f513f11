import type { Plugin } from 'vite'

export type FirstFile = readonly [name: string, modules: readonly string[]]

export function firstFiles(
  entry: string,
  files: readonly FirstFile[],
): {
  readonly plugin: Plugin
  readonly groups: { name: string; test(id: string): boolean }[]
}

export function sharedBy(
  starts: readonly string[],
  importsOf: (id: string) => readonly string[],
): string[]
