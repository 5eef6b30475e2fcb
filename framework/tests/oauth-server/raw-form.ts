import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** Sends a form in a message that names two hosts, which no client library would. */
export async function sendWithTwoHosts(url: string, path: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const form = 'grant_type=client_credentials'
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${hostname}`,
    `host: twice`,
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${form.length}`,
    'connection: close',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${form}`)
  const answer = await text(socket)
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)
  return {
    status: Number(answer.split(' ')[1]),
    error: (JSON.parse(json) as Record<string, unknown>)['error'],
  }
}

/** Sends a message without a body, which no client library would, and gives the status of its answer. */
export async function sendHead(url: string, head: readonly string[]): Promise<number> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n`)
  return Number((await text(socket)).split(' ')[1])
}
