/** DDP methods over REST (rocketchat.md §5.10). */
import { fromEjson, toEjson } from '../ddp/ejson'
import { MeteorError, toDdpError } from '../ddp/errors'
import { userMethod } from '../ddp/userMethods'
import { failure, success, type Answer } from './answers'
import { openRoute, refuse, route, type Route } from './route'
import { isRecord, text } from './shape'

export const methodRoutes: readonly Route[] = [
  route('POST', 'method.call/:method', { message: text }, ({ world, user, params, input }) => {
    return answerOf(input.message, (args) =>
      methodNamed(params.method ?? '')(world, user._id, args),
    )
  }),
  // All there is for nobody is to sign in, and that has a call of its own.
  openRoute('POST', 'method.callAnon/:method', { message: text }, ({ params, input }) =>
    answerOf(input.message, () => {
      methodNamed(params.method ?? '')
      throw new MeteorError('error-invalid-user', 'Invalid user')
    }),
  ),
]

function methodNamed(name: string) {
  const method = userMethod(name)
  if (method === null) throw new MeteorError(404, `Method '${name}' not found`)
  return method
}

function answerOf(text: string, run: (args: readonly unknown[]) => unknown): Answer {
  const { id, args } = readCall(text)
  try {
    return success({
      message: JSON.stringify({ msg: 'result', id, result: toEjson(run(args)) }),
    })
  } catch (error) {
    const message = JSON.stringify({ msg: 'result', id, error: toDdpError(error) })
    return { status: 400, body: { message, success: false } }
  }
}

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
