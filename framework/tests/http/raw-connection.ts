// A connection on which anything at all may be sent, for requests that no client would let through.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  /** Names in lower case; repeated ones joined. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export type RawConnection = Awaited<ReturnType<typeof openConnection>>

/** Opens a connection to a port of this machine. */
export async function openConnection(port: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const inbox = new Inbox(socket)
  return {
    socket,
    /** Sends text, one byte for each character up to U+00FF, or bytes; fails silently once the server hung up. */
    send(data: string | Uint8Array): void {
      socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
    },
    /** The next answer; undefined when the server hangs up before it is whole. */
    receive: (method = 'GET'): Promise<RawAnswer | undefined> => inbox.take(method),
    /** Resolves when the server has hung up. */
    closed: inbox.closed,
    close: (): void => void socket.destroy(),
  }
}

/** Sends one request on a connection of its own. */
export async function sendRaw(
  port: number,
  data: string | Uint8Array,
  method?: string,
): Promise<RawAnswer | undefined> {
  const connection = await openConnection(port)
  try {
    connection.send(data)
    return await connection.receive(method ?? /^[A-Z]*/.exec(String(data))![0])
  } finally {
    connection.close()
  }
}

/** What has come from the server and was not looked at yet. */
class Inbox {
  readonly closed: Promise<void>
  #bytes = Buffer.alloc(0)
  #isClosed = false
  #wake = () => {}

  constructor(socket: Socket) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.closed = promise
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
      this.#wake()
    })
    // A reset ends a connection as well as a farewell does.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
      resolve()
    })
  }

  async take(method: string): Promise<RawAnswer | undefined> {
    for (;;) {
      const found = parseAnswer(this.#bytes, method, this.#isClosed)
      if (found !== undefined) {
        this.#bytes = this.#bytes.subarray(found.length)
        // 100 Continue and its like only announce the answer.
        if (found.answer.status >= 200) return found.answer
      } else if (this.#isClosed) {
        return undefined
      } else {
        const { promise, resolve } = Promise.withResolvers<void>()
        this.#wake = resolve
        await promise
      }
    }
  }
}

interface Parsed {
  readonly answer: RawAnswer
  /** Of the bytes that were the answer. */
  readonly length: number
}

function parseAnswer(bytes: Buffer, method: string, isClosed: boolean): Parsed | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [start = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const status = Number(start.split(' ')[1])
  const headers = parseHeaders(lines)
  const from = end + 4
  const isBodyless = method === 'HEAD' || status < 200 || status === 204 || status === 304
  if (isBodyless) return { answer: { status, headers, text: '' }, length: from }
  if (headers['transfer-encoding'] === 'chunked') return parseChunks(bytes, from, status, headers)
  if (headers['content-length'] === undefined) {
    return isClosed ? toParsed(status, headers, bytes.subarray(from), bytes.length) : undefined
  }
  const to = from + Number(headers['content-length'])
  return bytes.length < to ? undefined : toParsed(status, headers, bytes.subarray(from, to), to)
}

function parseChunks(
  bytes: Buffer,
  from: number,
  status: number,
  headers: RawAnswer['headers'],
): Parsed | undefined {
  const chunks: Buffer[] = []
  for (let next = from; ;) {
    const line = bytes.indexOf('\r\n', next)
    const size = Number.parseInt(bytes.toString('latin1', next, line), 16)
    const end = line + 2 + size + 2
    if (line === -1 || bytes.length < end) return undefined
    if (size === 0) return toParsed(status, headers, Buffer.concat(chunks), end)
    chunks.push(bytes.subarray(line + 2, line + 2 + size))
    next = end
  }
}

const toParsed = (status: number, headers: RawAnswer['headers'], body: Buffer, length: number): Parsed => ({
  answer: { status, headers, text: body.toString() },
  length,
})

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}
