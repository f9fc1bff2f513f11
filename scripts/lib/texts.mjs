/** Cuts a file of texts in two: what the first screen says, and what comes after it. */

const mark = /^ {2}\/\/ After the first screen\.$/m

/** Whether a file is one of texts. */
export function isTexts(code) {
  return mark.test(code)
}

/**
 * The code with the one half of its texts.
 * @param {string} code of a file of texts: one object, in which a comment on a line of its own parts the halves
 * @param {boolean} isRest the half after the comment
 */
export function halfOfTexts(code, isRest) {
  const at = mark.exec(code)?.index
  const [start, end] = [code.indexOf('= {\n') + 4, code.lastIndexOf('\n}')]
  if (at === undefined || start < 4 || start > at || end < at) {
    throw new Error('The texts have another form now.')
  }
  return (
    code.slice(0, start) + (isRest ? code.slice(at, end) : code.slice(start, at)) + code.slice(end)
  )
}
