export type Query = Readonly<Record<string, string | number | boolean>>

/**
 * What stands behind the path of a call: `?roomId=abc&count=50`, or nothing for an empty query. Forms write a space as
 * `+`; `:`, `$` and `,` stay as they are, as axios writes them. Halves of characters are replaced.
 */
export function formatQuery(query: Query): string {
  const pairs = Object.entries(query).map((pair) => pair.map(encode).join('='))
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** Part of an address. Halves of characters, which addresses cannot hold, are replaced. */
export function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\uFFFD'))
}

function encode(part: string | number | boolean): string {
  return encodePart(String(part))
    .replace(/%(3A|24|2C)/g, (kept) => decodeURIComponent(kept))
    .replaceAll('%20', '+')
}
