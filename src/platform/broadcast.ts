import type { OpenBroadcast } from '../ports'

const nobody = { tell: () => undefined, close: () => undefined }

/** The browser's BroadcastChannel. */
export const openBroadcast: OpenBroadcast = (name, onMessage) => {
  if (typeof BroadcastChannel === 'undefined') return nobody
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }) => {
    onMessage(data)
  }
  return {
    tell: (message) => {
      channel.postMessage(message)
    },
    close: () => {
      channel.onmessage = null
      channel.close()
    },
  }
}
