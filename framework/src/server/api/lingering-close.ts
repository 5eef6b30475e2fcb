import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** How long a client may take to read its answer and hang up, in milliseconds. */
const longest = 2000

/**
 * Makes the end of a connection wait for the client. Closing it while the client still sends would reset it, and take
 * away the answer (RFC 9112 section 9.6): what still comes is thrown away, unread, until the client hangs up too.
 */
export function lingerAtEnd(socket: Duplex): void {
  // Where there is no network there is nothing to reset.
  if (!(socket instanceof Socket)) return
  // Node's parser among them: what follows may look like a request, and must not be one.
  socket.removeAllListeners('data')
  socket.on('data', () => {})
  // Reading may rest because a body was not wanted as fast as it came; the stream does not know of that.
  // oxlint-disable-next-line no-underscore-dangle
  socket._read(0)
  socket.destroySoon = () => {
    socket.end()
    setTimeout(() => socket.destroy(), longest).unref()
  }
}
