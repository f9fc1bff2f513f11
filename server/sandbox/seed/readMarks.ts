/** How far each demo user has read: minutes before now, by room (its name, or its members). */
const MINUTE_MS = 60_000

/** Rooms not named here are read to the end. Nobody has anything unread before a message of their own. */
const UNREAD_SINCE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ann: {
    general: 60,
    product: 60,
    random: 130,
    release: 70,
    'ann bob': 20,
    'ann xiaoming': 40,
  },
  bob: { release: 90, design: 160 },
  xiaoming: { general: 70, product: 30, 'core-team': 270 },
  lina: { general: 20 },
  clara: { general: 15, support: 205 },
  david: { general: 25, 'bob david': 89.5 },
  zhangwei: { product: 60, 'annual-party': 395, 'lina zhangwei': 50 },
}

/** Some have been away and find everything else unread. */
const AWAY_SINCE: Readonly<Record<string, number>> = { zhangwei: 350, admin: 4320 }

/** Epoch ms up to which `username` has read `room`. */
export function readUntil(username: string, room: string, now: number): number {
  const minutes = UNREAD_SINCE[username]?.[room] ?? AWAY_SINCE[username] ?? 0
  return now - minutes * MINUTE_MS
}
