import type { RunAlone } from '../ports'

/** The browser's Web Locks; pages that are not served securely have none. */
export const runAlone: RunAlone = (name, run) =>
  (navigator as Partial<Navigator>).locks?.request(name, run) ?? run()
