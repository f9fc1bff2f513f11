const macNames: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }

/** What is written on a key; `Mod` is Ctrl, or on a Mac the command key. */
export function keyName(key: string, isMac: boolean): string {
  if (isMac) return macNames[key] ?? key
  return key === 'Mod' ? 'Ctrl' : key
}

/** Keys that are held together, parted by `+`, as people write them. */
export function chordName(chord: string, isMac: boolean): string {
  const names = chord.split('+').map((key) => keyName(key, isMac))
  return names.join(isMac ? '' : '+')
}
