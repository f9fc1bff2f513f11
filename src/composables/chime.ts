const peak = 0.08
const seconds = 0.22

let context: AudioContext | null = null

/** Two soft tones, one after the other. A page that nobody has touched yet may not sound: then nothing happens. */
export function playChime(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') context.resume().catch(() => undefined)
  tone(context, 659, 0)
  tone(context, 880, seconds / 2)
}

function tone(on: AudioContext, hertz: number, after: number): void {
  const at = on.currentTime + after
  const volume = on.createGain()
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(peak, at + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.000_1, at + seconds)
  const source = on.createOscillator()
  source.frequency.value = hertz
  source.connect(volume).connect(on.destination)
  source.start(at)
  source.stop(at + seconds)
}
