/** A number in [0, 1), evenly spread. Not for secrets. */
export type Random = () => number
