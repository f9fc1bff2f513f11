/** DDP methods over REST (rocketchat.md §5.10). */
import { fromEjson, toEjson } from '../ddp/ejson'
import { MeteorError, toDdpError } from '../ddp/errors'
import { userMethod } from '../ddp/userMethods'
import { failure, success } from './answers'
import { refuse, route, type Route } from './route'
import { isRecord, text } from './shape'

export const methodRoutes: readonly Route[] = [
  route('POST', 'method.call/:method', { message: text }, ({ world, user, params, input }) => {
    const { id, args } = readCall(input.message)
    const name = params.method ?? ''
    try {
      const method = userMethod(name)
      if (method === null) throw new MeteorError(404, `Method '${name}' not found`)
      const result = method(world, user._id, args)
      return success({ message: JSON.stringify({ msg: 'result', id, result: toEjson(result) }) })
    } catch (error) {
      const message = JSON.stringify({ msg: 'result', id, error: toDdpError(error) })
      return { status: 400, body: { message, success: false } }
    }
  }),
]

function readCall(message: string): { readonly id: unknown; readonly args: readonly unknown[] } {
  try {
    const call: unknown = JSON.parse(message)
    if (isRecord(call)) {
      const args: unknown = fromEjson(call.params ?? [])
      return { id: call.id, args: Array.isArray(args) ? args : [] }
    }
  } catch {
    // Told below.
  }
  return refuse(failure(400, 'Invalid message'))
}
