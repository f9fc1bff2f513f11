import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { droppedFiles } from './chosenFiles'

/**
 * Takes files that are dropped anywhere on the page: beside its place a browser would open them instead of the app. True while
 * some are held over it.
 */
export function useFileDrop(
  mayTake: () => boolean,
  onFiles: (files: readonly File[]) => void,
): Readonly<ShallowRef<boolean>> {
  const isOver = shallowRef(false)
  const hasFiles = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes('Files') === true

  function over(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    isOver.value = mayTake()
    if (event.dataTransfer) event.dataTransfer.dropEffect = isOver.value ? 'copy' : 'none'
  }

  function leave(event: DragEvent): void {
    if (event.relatedTarget === null) isOver.value = false
  }

  function drop(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    isOver.value = false
    if (mayTake()) onFiles(droppedFiles(event.dataTransfer))
  }

  const ending = new AbortController()
  const { signal } = ending
  addEventListener('dragover', over, { signal })
  addEventListener('dragleave', leave, { signal })
  addEventListener('drop', drop, { signal })
  onScopeDispose(() => {
    ending.abort()
  })
  return isOver
}
