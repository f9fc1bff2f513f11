/**
 * F6 and Shift+F6 go round the regions of the page: elements with `data-region`, or the first control in them (K3). The
 * result ends it.
 * @param onLeave after the last region, or before the first one, instead of going round
 */
export function followRegions(onLeave?: () => void): () => void {
  const onKeydown = (event: KeyboardEvent) => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return
    const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
      (region) => region.getClientRects().length > 0,
    )
    const current = regions.findIndex((region) => region.contains(document.activeElement))
    const step = event.shiftKey ? -1 : 1
    const isAtEnd = current >= 0 && regions[current + step] === undefined
    if (isAtEnd && onLeave !== undefined) {
      event.preventDefault()
      onLeave()
      return
    }
    const next = regions[(current + step + regions.length) % regions.length]
    if (next === undefined) return
    event.preventDefault()
    firstControl(next).focus()
  }
  document.addEventListener('keydown', onKeydown)
  return () => {
    document.removeEventListener('keydown', onKeydown)
  }
}

function firstControl(region: HTMLElement): HTMLElement {
  if (region.matches('[data-region-start]')) return region
  const wanted = region.querySelector<HTMLElement>('[data-region-start]')
  const any = region.querySelector<HTMLElement>('a[href], button, input, textarea, [tabindex="0"]')
  return wanted ?? any ?? region
}
