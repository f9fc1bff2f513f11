/** How the user is told of news outside of what is on the screen (A6). */
export interface Alerts {
  readonly isNotified: boolean
  readonly hasSound: boolean
}
