import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** Gets a server that closes rid of its connections; Node closes only those that are idle at that moment. */
export interface Drain {
  /**
   * Resolves once nobody has asked for a second. Proxies need a moment to learn that a server goes away; until they have, what
   * they pass on to a connection that is being closed is lost.
   * @param longest how long it may take, in milliseconds
   */
  linger(longest: number): Promise<void>
  /**
   * Ends every connection as soon as nothing is answered on it.
   * @param patience how long requests may take that are on their way, in milliseconds
   * @returns what to call when the server has closed
   */
  begin(patience: number): () => void
}

/** How long a connection may take to ask something, in milliseconds. */
const benefitOfDoubt = 200

/** Of a server that nobody asks any more, in milliseconds. */
const silence = 1000

/** Watches the connections of a server. */
export function createDrain(server: Server): Drain {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    linger(longest) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const silent = setTimeout(resolve, Math.min(silence, longest))
      const late = setTimeout(resolve, longest)
      const wait = ({ url }: IncomingMessage) => void (isCheck(url) || silent.refresh())
      server.on('request', wait)
      return promise.finally(() => {
        server.off('request', wait)
        for (const timer of [silent, late]) clearTimeout(timer)
      })
    },
    begin(patience) {
      // To Node these are about to ask something; browsers and balancers open such ahead of need. Who has come this moment does.
      const dismissing = setTimeout(() => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      }, benefitOfDoubt)
      const sweeping = setInterval(() => server.closeIdleConnections(), 50)
      const givingUp = setTimeout(() => server.closeAllConnections(), patience)
      return () => {
        clearTimeout(dismissing)
        clearInterval(sweeping)
        clearTimeout(givingUp)
      }
    },
  }
}

/** Whether somebody asks after the server alone. */
const isCheck = (url = ''): boolean => /^\/(?:livez|readyz)(?:$|[/?])/.test(url)
