/** What clients call things, as it may stand in an answer or in the log. */

const longest = 100

/** A name of the client's choosing: not longer than a line, and in one line. */
export function quoted(name: string): string {
  const short = name.length > longest ? `${name.slice(0, longest)}…` : name
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return short.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd')
}
