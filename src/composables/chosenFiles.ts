import type { FileRefusal } from '../domain'

/** A file that is to be sent with the next message. */
export interface ChosenFile {
  readonly key: number
  readonly content: File
}

/** Why a file was not taken; `name` tells which. */
export interface RefusedFile {
  readonly name: string
  readonly refusal: FileRefusal | 'tooMany'
}

/** Where files are chosen, for the view that sends them. */
export interface FileDesk {
  /** Hands them over in their order; the text goes with the first. False when some could not be taken: they stay. */
  send(text: string, take: (file: OutgoingFile) => boolean): boolean
  /** One that is not to be sent after all stands before what was chosen meanwhile, if the server takes it at all. */
  takeBack(content: File): void
}

export interface OutgoingFile {
  readonly name: string
  readonly content: File
  readonly text: string
}

/** So many go with one message. */
export const mostFiles = 10

let lastKey = 0

/** Adds to what is chosen already whatever `refusalOf` lets pass. */
export function chooseFiles(
  chosen: readonly ChosenFile[],
  added: readonly File[],
  refusalOf: (file: File) => FileRefusal | null,
): { readonly files: readonly ChosenFile[]; readonly refused: RefusedFile | null } {
  const files = [...chosen]
  let refused: RefusedFile | null = null
  for (const content of added) {
    const refusal = files.length >= mostFiles ? 'tooMany' : refusalOf(content)
    if (refusal !== null) refused ??= { name: content.name, refusal }
    else files.push({ key: (lastKey += 1), content })
  }
  return { files, refused }
}

/** Puts a file before those that are chosen, however many they are. */
export function returnFile(chosen: readonly ChosenFile[], content: File): readonly ChosenFile[] {
  return [{ key: (lastKey += 1), content }, ...chosen]
}

/** Files that were copied. Text that comes with a picture of itself, as from a table, is taken as text. */
export function pastedFiles(data: DataTransfer | null): readonly File[] {
  return data === null || data.types.includes('text/plain') ? [] : [...data.files]
}

/** Files that were dropped, without folders: those have no bytes. */
export function droppedFiles(data: DataTransfer | null): readonly File[] {
  return [...(data?.items ?? [])].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null
    const isFolder = item.webkitGetAsEntry()?.isDirectory === true
    return file === null || isFolder ? [] : [file]
  })
}
