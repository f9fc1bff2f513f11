/** Shows why the app did not start. It needs neither texts nor configuration, because those are what may be missing. */
export function showStartupError(error: unknown): void {
  console.error('Parley did not start.', error)
  const details = error instanceof Error ? error.message : String(error)
  const box = element('main', 'startup-error')
  box.setAttribute('role', 'alert')
  const isConfig = error instanceof Error && error.name === 'ConfigError'
  box.append(
    element('h1', '', 'Parley could not start'),
    element(
      'p',
      '',
      isConfig ? 'The configuration has a mistake.' : 'Something unexpected failed.',
    ),
    element('pre', '', details),
    element('p', '', isConfig ? 'Correct the file and load the page again.' : ''),
  )
  document.getElementById('app')?.replaceChildren(box)
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const created = document.createElement(tag)
  created.className = className
  created.textContent = text
  return created
}
