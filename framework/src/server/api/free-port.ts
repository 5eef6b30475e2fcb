import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { toListenFault } from './listen-fault.ts'

/** The port that can be listened on, a free one for 0; a DeclarationError where it cannot. */
export async function findFreePort(place: { readonly port: number; readonly host: string }): Promise<number> {
  const server = createServer().listen(place)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw toListenFault(error, place)
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
