/** Value of a cookie that scripts may read; null when there is none, or cookies are blocked. */
export function readCookie(name: string): string | null {
  const prefix = `${name}=`
  try {
    const pair = document.cookie.split('; ').find((one) => one.startsWith(prefix))
    return pair === undefined ? null : decodeURIComponent(pair.slice(prefix.length))
  } catch {
    return null
  }
}
