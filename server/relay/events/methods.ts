/** What clients may call (docs/protocol/hub.md, H5–H10). */
import { hubMethods, hubVersion } from '../../../src/protocol/hub/hub'
import { method, type Call, type HubMethods } from '../../hub'
import type { Principal } from '../identity/hostIdentity'
import { decodeOpen, decodePeople, decodeRoom, decodeTyping } from './arguments'
import { hubError, toHubError } from './errors'
import type { Seat, Upstreams } from './upstreams'

/** Every failure reaches the caller as one of the texts of H10. */
export function createMethods(upstreams: Pick<Upstreams, 'find'>): HubMethods<Principal> {
  async function run<T>(call: Call<Principal>, work: (seat: Seat) => T | Promise<T>): Promise<T> {
    const seat = upstreams.find(call.connection)
    if (seat === null) throw hubError('error-not-ready')
    try {
      return await work(seat)
    } catch (error) {
      throw toHubError(error)
    }
  }

  return {
    [hubMethods.openChat]: method({
      decode: decodeOpen,
      run: (_version, call: Call<Principal>) =>
        run(call, async ({ client, upstream }) => ({
          version: hubVersion,
          userId: await upstream.open(client),
        })),
    }),
    [hubMethods.watchRoom]: method({
      decode: decodeRoom,
      run: (rid, call: Call<Principal>) =>
        run(call, ({ client, upstream }) => upstream.watchRoom(client, rid)),
    }),
    [hubMethods.unwatchRoom]: method({
      decode: decodeRoom,
      run: (rid, call: Call<Principal>) =>
        run(call, ({ client, upstream }) => upstream.unwatchRoom(client, rid)),
    }),
    [hubMethods.watchPresence]: method({
      decode: decodePeople,
      run: (uids, call: Call<Principal>) =>
        run(call, ({ client, upstream }) => upstream.watchPeople(client, uids)),
    }),
    [hubMethods.setTyping]: method({
      decode: decodeTyping,
      run: ({ rid, name, isTyping }, call: Call<Principal>) =>
        run(call, ({ client, upstream }) => upstream.setTyping(client, { rid, name, isTyping })),
    }),
  }
}
