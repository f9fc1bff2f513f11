/** Runs before the next paint; in a hidden tab, where nothing is painted, as soon as the page gets a turn. */
export function scheduleFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(run, 0)
  else whenPainted(run)
}

/** The frame may never come when the tab is hidden meanwhile, so a timer stands behind it. */
function whenPainted(run: () => void): void {
  let isDone = false
  const once = (): void => {
    if (isDone) return
    isDone = true
    run()
  }
  requestAnimationFrame(once)
  setTimeout(once, 100)
}
