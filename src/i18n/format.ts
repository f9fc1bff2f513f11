/** Dates, numbers and sizes in the words of one locale. Times are epoch milliseconds. */
export interface Format {
  /** Hour and minute. */
  time(at: number): string
  /** Day, hour and minute in full, for a tooltip. */
  moment(at: number): string
  /** "Today", "Yesterday", else weekday and date: the line between two days. */
  dayLine(at: number, now: number): string
  /** The shortest that still tells when: hour of today, weekday within a week, else the date. */
  listTime(at: number, now: number): string
  /** The same for every moment of one local day, different for any other day. */
  dayKey(at: number): string
  number(value: number): string
  /** A count for a pill, at most 99+. */
  badge(count: number): string
  fileSize(bytes: number): string
  /** Names joined as a list is spoken. */
  list(items: readonly string[]): string
}

const dayMs = 86_400_000

/** Everything `Intl` is made once: making its objects is what costs. */
export function createFormat(locale: string, timeZone?: string): Format {
  const zone = timeZone === undefined ? {} : { timeZone }
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...zone, ...options })
  const time = make({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const moment = make({ dateStyle: 'full', timeStyle: 'short' })
  const weekday = make({ weekday: 'short' })
  const day = make({ weekday: 'long', day: 'numeric', month: 'long' })
  const dayWithYear = make({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const shortDay = make({ day: 'numeric', month: 'short' })
  const shortDayWithYear = make({ day: 'numeric', month: 'numeric', year: 'numeric' })
  const parts = new Intl.DateTimeFormat('en-CA', { ...zone, dateStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const number = new Intl.NumberFormat(locale)
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const dayKey = (at: number) => parts.format(at)
  const daysAgo = (at: number, now: number) =>
    Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(at))) / dayMs)
  const isSameYear = (at: number, now: number) => dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4)

  return {
    time: (at) => time.format(at),
    moment: (at) => moment.format(at),
    dayLine(at, now) {
      const days = daysAgo(at, now)
      if (days === 0 || days === 1) return capitalized(relative.format(-days, 'day'), locale)
      return (isSameYear(at, now) ? day : dayWithYear).format(at)
    },
    listTime(at, now) {
      const days = daysAgo(at, now)
      if (days <= 0) return time.format(at)
      if (days === 1) return capitalized(relative.format(-1, 'day'), locale)
      if (days < 7) return weekday.format(at)
      return (isSameYear(at, now) ? shortDay : shortDayWithYear).format(at)
    },
    dayKey,
    number: (value) => number.format(value),
    badge: (count) => (count > 99 ? `${number.format(99)}+` : number.format(count)),
    fileSize: (bytes) => fileSize(bytes, locale),
    list: (items) => list.format(items),
  }
}

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

function fileSize(bytes: number, locale: string): string {
  const power = Math.min(
    sizeUnits.length - 1,
    Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1_000)),
  )
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: sizeUnits[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1_000 ** power)
}

function capitalized(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
}
