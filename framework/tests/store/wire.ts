// A wire to a database that can be cut at a certain statement, or hang.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** Where a wire is cut: the database never sees the statement, or does it, and nobody is told. */
export type Cut = 'before' | 'after'

/** Leads to the database of a URL, as long as the test runs. */
export async function openWire(t: TestContext, database: string) {
  const target = new URL(database)
  const port = Number(target.port || (target.protocol === 'mysql:' ? 3306 : 5432))
  const sockets = new Set<Socket>()
  let isHanging = false
  let lastWord: string | undefined
  let trap: { readonly text: string; readonly cut: Cut; readonly onCut: () => void } | undefined

  const server = createServer((client) => {
    const upstream = connect(port, target.hostname)
    const both = [client, upstream]
    for (const socket of both) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        for (const each of both) each.destroy()
      })
    }
    let isDeaf = false
    const cutNow = () => {
      for (const each of both) each.destroy()
    }
    client.on('data', (data) => {
      isHanging ||= lastWord !== undefined && data.includes(lastWord)
      if (isHanging) return
      const trapped = trap !== undefined && data.includes(trap.text) ? trap : undefined
      if (trapped === undefined) return void upstream.write(data)
      trap = undefined
      if (trapped.cut === 'after') {
        isDeaf = true
        upstream.once('data', () => {
          trapped.onCut()
          cutNow()
        })
        return void upstream.write(data)
      }
      trapped.onCut()
      cutNow()
    })
    upstream.on('data', (data) => {
      if (!isHanging && !isDeaf) client.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const url = new URL(database)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    /** Cuts the connection that next sends a text, once. */
    cutAt(text: string, cut: Cut, onCut: () => void = () => {}): void {
      trap = { text, cut, onCut }
    },
    /** Connections stay, and from a text on nothing comes through any more. */
    hangAt: (text: string) => void (lastWord = text),
    /** Connections end, and those made later are sound. */
    cutAll(): void {
      isHanging = false
      lastWord = undefined
      for (const socket of sockets) socket.destroy()
    },
  }
}
