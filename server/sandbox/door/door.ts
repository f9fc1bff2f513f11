/**
 * The control door: what `SandboxControl` does, for other processes. `POST /<order>` with a JSON body on a port
 * of its own, on this machine only. Whoever can reach it may do anything, so a web page must not: a request
 * with an `Origin`, or for a host name that is not this machine's, is refused.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { SandboxControl } from '../control'
import { createListener } from '../listener'
import { readText } from '../rest/body'
import { isRecord } from '../rest/shape'
import { WorldError } from '../world/errors'
import { InvalidOrder } from './invalidOrder'
import { ORDERS, type Order } from './orders'

export interface Door {
  readonly url: string
  close: () => Promise<void>
}

interface Reply {
  readonly status: number
  readonly body: object
}

const HOST = '127.0.0.1'
const LOCAL_NAMES = new Set([HOST, 'localhost'])

/** Rejects with node's error when the port is taken. */
export async function openDoor(control: SandboxControl, port: number): Promise<Door> {
  const server = createServer((request, response) => {
    answer(control, request)
      .then((reply) => write(response, reply))
      .catch(() => request.socket.destroy())
  })
  const listener = createListener(server, HOST, port, () => undefined)
  const { url } = await listener.open()
  return { url, close: listener.close }
}

async function answer(control: SandboxControl, request: IncomingMessage): Promise<Reply> {
  if (!isLocal(request)) return refusal(403, 'Web pages and other hosts have no business here.')
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/' && request.method === 'GET') return { status: 200, body: listOfOrders() }
  const order = ORDERS.find(({ name }) => path === `/${name}`)
  if (order === undefined) {
    return refusal(400, `There is no order "${path.slice(1)}". GET / lists them.`)
  }
  if (request.method === 'GET' && order.isQuestion) return obey(control, order, '')
  if (request.method !== 'POST') return refusal(400, `"${order.name}" is ordered with POST.`)
  const body = await readText(request)
  return body === null ? refusal(400, 'The order is too long.') : obey(control, order, body)
}

function isLocal({ headers }: IncomingMessage): boolean {
  const name = headers.host?.replace(/:\d+$/, '') ?? ''
  return headers.origin === undefined && LOCAL_NAMES.has(name)
}

function obey(control: SandboxControl, order: Order, body: string): Reply {
  try {
    return { status: 200, body: { ...order.run(control, readJson(body)), success: true } }
  } catch (error) {
    if (!(error instanceof InvalidOrder || error instanceof WorldError)) throw error
    return refusal(400, `${order.name}: ${error.message}`)
  }
}

/** No body stands for no fields. */
function readJson(body: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = body.trim() === '' ? {} : JSON.parse(body)
  } catch {
    throw new InvalidOrder('The body is no JSON.')
  }
  if (!isRecord(value)) throw new InvalidOrder('The body must be an object.')
  return value
}

function listOfOrders(): object {
  return { orders: Object.fromEntries(ORDERS.map(({ name, fields }) => [name, fields])) }
}

function refusal(status: number, error: string): Reply {
  return { status, body: { success: false, error } }
}

function write(response: ServerResponse, { status, body }: Reply): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  response.writeHead(status, headers)
  response.end(JSON.stringify(body))
}
