/** Looks that need no style sheet: one of them may be what is missing. The colours are the system's. */
const looks = {
  box: 'max-inline-size: 560px; margin: 12vh auto 0; padding: 24px; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; color: canvastext',
  title: 'margin: 0 0 8px; font-size: 22px',
  text: 'margin: 0 0 12px',
  details:
    'margin: 0 0 12px; padding: 12px 16px; border: 1px solid; border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace',
}

/** Shows why the app did not start. It needs neither texts nor configuration, because those are what may be missing. */
export function showStartupError(error: unknown): void {
  console.error('Parley did not start.', error)
  const details = error instanceof Error ? error.message : String(error)
  const isConfig = error instanceof Error && error.name === 'ConfigError'
  const box = element('main', looks.box)
  box.setAttribute('role', 'alert')
  box.append(
    element('h1', looks.title, 'Parley could not start'),
    element(
      'p',
      looks.text,
      isConfig ? 'The configuration has a mistake.' : 'Something unexpected failed.',
    ),
    element('pre', looks.details, details),
    element(
      'p',
      looks.text,
      isConfig ? 'Correct the file and load the page again.' : 'Load the page again.',
    ),
  )
  document.getElementById('app')?.replaceChildren(box)
}

function element(tag: string, style: string, text = ''): HTMLElement {
  const created = document.createElement(tag)
  created.style.cssText = style
  created.textContent = text
  return created
}
