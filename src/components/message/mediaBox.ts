export interface BoxSize {
  readonly width: number
  readonly height: number
}

export const largestBox: BoxSize = { width: 480, height: 360 }
const unknownBox: BoxSize = { width: 320, height: 240 }

/** The room a picture takes before it has loaded (S3): scaled down to fit, never up. */
export function mediaBox(width: number | null, height: number | null): BoxSize {
  if (width === null || height === null || width <= 0 || height <= 0) return unknownBox
  const scale = Math.min(1, largestBox.width / width, largestBox.height / height)
  return {
    width: Math.max(24, Math.round(width * scale)),
    height: Math.max(24, Math.round(height * scale)),
  }
}
