import { computed, onBeforeUnmount, shallowRef, type ComputedRef, type Ref } from 'vue'

/** A sound or a film as its element tells it. */
export interface Player {
  readonly isPlaying: Readonly<Ref<boolean>>
  /** Seconds. */
  readonly at: Readonly<Ref<number>>
  /** Seconds; null until it is known, and for what has no end. */
  readonly length: Readonly<Ref<number | null>>
  readonly speed: Readonly<Ref<number>>
  /** 0 to 1; 0 while it is muted. */
  readonly volume: ComputedRef<number>
  readonly isMuted: Readonly<Ref<boolean>>
  toggle(): void
  play(): void
  seek(seconds: number): void
  setSpeed(speed: number): void
  setVolume(volume: number): void
  toggleMuted(): void
  /** For the element. */
  readonly on: Readonly<Record<string, () => void>>
}

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2] as const

/** The one that is heard: one plays at a time. */
let playing: HTMLMediaElement | null = null

/** Plays an element, and lets no other go on beside it. It stops with its component. For the set-up of a component. */
export function usePlayer(element: () => HTMLMediaElement | null): Player {
  const isPlaying = shallowRef(false)
  const at = shallowRef(0)
  const length = shallowRef<number | null>(null)
  const speed = shallowRef(1)
  const loudness = shallowRef(1)
  const isMuted = shallowRef(false)
  const volume = computed(() => (isMuted.value ? 0 : loudness.value))

  function follow(): void {
    const media = element()
    if (media === null) return
    isPlaying.value = !media.paused
    at.value = media.currentTime
    length.value = Number.isFinite(media.duration) ? media.duration : null
    loudness.value = media.volume
    isMuted.value = media.muted
  }

  function onPlay(): void {
    const media = element()
    if (playing !== null && playing !== media) playing.pause()
    playing = media
    if (media !== null) media.playbackRate = speed.value
    follow()
  }

  function play(): void {
    // What cannot be played is told by the element's error.
    element()
      ?.play()
      .catch(() => undefined)
  }

  onBeforeUnmount(() => {
    const media = element()
    media?.pause()
    if (playing === media) playing = null
  })

  return {
    isPlaying,
    at,
    length,
    speed,
    volume,
    isMuted,
    play,
    toggle() {
      if (isPlaying.value) element()?.pause()
      else play()
    },
    seek(seconds) {
      const media = element()
      if (media === null) return
      media.currentTime = seconds
      at.value = seconds
    },
    setSpeed(next) {
      speed.value = next
      const media = element()
      if (media !== null) media.playbackRate = next
    },
    setVolume(next) {
      const media = element()
      if (media === null) return
      media.muted = next === 0
      media.volume = next
    },
    toggleMuted() {
      const media = element()
      if (media !== null) media.muted = !media.muted
    },
    on: {
      play: onPlay,
      pause: follow,
      ended: follow,
      timeupdate: follow,
      seeked: follow,
      durationchange: follow,
      volumechange: follow,
    },
  }
}

/** Minutes and seconds, with hours where there are some. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = two(whole % 60)
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${rest}` : `${String(minutes)}:${rest}`
}
