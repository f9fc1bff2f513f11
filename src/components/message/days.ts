/** The day of a moment on this machine's calendar, as a date field writes it. */
export function dayOf(at: number): string {
  const moment = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const year = String(moment.getFullYear()).padStart(4, '0')
  return `${year}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** When a day begins here; null for what is no day. */
export function startOfDay(day: string): number | null {
  const [, year, month, date] = /^(\d{4,6})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === undefined) return null
  const start = new Date(2000, 0, 1)
  start.setFullYear(Number(year), Number(month) - 1, Number(date))
  return Number.isNaN(start.getTime()) ? null : start.getTime()
}

/** When the day so many days before a moment begins: days, not hours, where clocks are put back and forth. */
export function daysBefore(at: number, count: number): number {
  const moment = new Date(at)
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() - count).getTime()
}
