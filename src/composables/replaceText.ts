/**
 * Replaces a part of a field the way typing does: one step for Ctrl+Z, and an `input` event tells of it. The caret ends behind the
 * new text.
 */
export function replaceText(
  field: HTMLTextAreaElement,
  range: { readonly start: number; readonly end: number },
  text: string,
): void {
  const { start, end } = range
  field.focus()
  field.setSelectionRange(start, end)
  if (start === end && text === '') return
  if (type(text)) return
  field.setRangeText(text, start, end, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

/** `execCommand` is deprecated and without a successor: nothing else writes into a field so that it can be undone. */
function type(text: string): boolean {
  /* eslint-disable @typescript-eslint/no-deprecated */
  if (!('execCommand' in document)) return false
  return text === ''
    ? document.execCommand('delete')
    : document.execCommand('insertText', false, text)
  /* eslint-enable @typescript-eslint/no-deprecated */
}
