/** WebSockets of a hub, from the request to the connection (signalr.md §2, §4). */
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { isOriginAllowed, Refusal, type Target } from './access'
import { claim, findSeat, type EndpointDeps } from './endpoint'
import type { Seat } from './registry'
import { WebSocketPipe } from './webSocketPipe'

function refuse(socket: Duplex, status: number): void {
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`
  // Who does not close his half would keep the socket.
  socket.once('finish', () => socket.destroy())
  socket.end(`${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function destroyOnError(this: Duplex): void {
  this.destroy()
}

/** Answers an upgrade, also when something goes wrong. */
export function createUpgrade<P>(deps: EndpointDeps<P>) {
  const { options, settings, registry } = deps
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: settings.limits.messageBytes * 2 + 65_536,
  })

  async function findOrReserve(request: IncomingMessage, target: Target): Promise<Seat<P>> {
    if (!isOriginAllowed(request, options.origins)) throw new Refusal(403, 'Origin not allowed')
    if (deps.isStopping()) throw new Refusal(503, 'The server is stopping')
    const user = await deps.authenticate(request, target)
    const seat = target.query.has('id')
      ? findSeat(registry, target, user.id)
      : registry.reserve(user, deps.newId(), deps.newId())
    claim(deps, seat, 'WebSockets')
    return seat
  }

  return async (request: IncomingMessage, socket: Duplex, head: Buffer, target: Target) => {
    socket.on('error', destroyOnError)
    try {
      const seat = await findOrReserve(request, target)
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('error', destroyOnError)
        deps.seatDown(seat, new WebSocketPipe(webSocket, socket))
      })
      // What is no upgrade after all leaves its seat.
      if (seat.connection === null) registry.free(seat)
    } catch (error) {
      if (!(error instanceof Refusal)) settings.log('warn', 'An upgrade failed.', error)
      refuse(socket, error instanceof Refusal ? error.status : 500)
    }
  }
}
