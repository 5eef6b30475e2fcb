// Going away: what is being answered is answered, what is idle is closed, and nothing new is let in.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { anyone, createApi, field, listen, resource, type ListenOptions } from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { openConnection } from './raw-connection.ts'

const get = (url: string) => `GET ${url} HTTP/1.1\r\nHost: shop\r\n\r\n`
const post = (url: string, body = '') =>
  `POST ${url} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

/** A server with an action that takes as long as it is told to. */
async function openServer(t: TestContext, options: ListenOptions = {}) {
  const begun = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const things = resource('things', { fields: { name: field.text() }, access: anyone() }).action('wait', {
    on: 'collection',
    output: { names: field.list(field.text()) },
    async run({ rows }) {
      begun.resolve()
      await leave.promise
      await rows.create({ name: 'made while draining' })
      return { names: (await rows.list()).map(({ name }) => name) }
    },
  })
  const api = createApi({ store: openTestStore(), resources: [things] })
  const server = await listen(api, { port: 0, ...options })
  t.after(() => {
    leave.resolve()
    return server.close()
  })
  const port = Number(new URL(server.url).port)
  return {
    server,
    port,
    api,
    begun: begun.promise,
    leave: () => leave.resolve(),
    open: () => openConnection(port),
  }
}

/** Whether the port lets somebody in. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isLetIn = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(
      () => false,
      () => false,
    ),
  ]).catch(() => false)
  socket.destroy()
  return isLetIn
}

describe('a server that is told to close', () => {
  it('finishes what it is answering', async (t) => {
    const { server, open, begun, leave } = await openServer(t)
    const connection = await open()
    connection.send(post('/things/wait'))
    await begun
    const closing = server.close()
    leave()
    const answer = await connection.receive('POST')
    assert.equal(answer?.status, 200, answer?.text)
    assert.deepEqual(JSON.parse(answer!.text), { names: ['made while draining'] })
    assert.equal(answer!.headers['connection'], 'close')
    await connection.closed
    await closing
  })
  it('lets nobody in any more', async (t) => {
    const { server, port, open, begun, leave } = await openServer(t)
    assert.equal(await isOpen(port), true)
    const connection = await open()
    connection.send(post('/things/wait'))
    await begun
    const closing = server.close()
    assert.equal(await isOpen(port), false)
    leave()
    assert.equal((await connection.receive('POST'))?.status, 200)
    await closing
  })
  it('says at /readyz that it goes away', async (t) => {
    const { server, open, begun, leave } = await openServer(t)
    const [busy, asking] = [await open(), await open()]
    asking.send(get('/readyz'))
    assert.equal((await asking.receive())?.status, 200)
    asking.send(get('/readyz').slice(0, 20))
    busy.send(post('/things/wait'))
    await begun
    const closing = server.close()
    asking.send(get('/readyz').slice(20))
    const answer = await asking.receive()
    assert.deepEqual([answer?.status, answer?.headers['connection']], [503, 'close'])
    leave()
    assert.equal((await busy.receive('POST'))?.status, 200)
    await closing
  })
  it('goes on serving behind a proxy until that asks no more', async (t) => {
    const { server, open } = await openServer(t, { trustProxy: '127.0.0.1' })
    const before = await open()
    before.send(get('/livez'))
    assert.equal((await before.receive())?.headers['connection'], 'keep-alive')
    const closing = server.close()
    for (const connection of [before, await open()]) {
      connection.send(get('/things'))
      const answer = await connection.receive()
      assert.deepEqual([answer?.status, answer?.headers['connection']], [200, 'close'])
    }
    const asking = await open()
    asking.send(get('/readyz'))
    assert.equal((await asking.receive())?.status, 503)
    await closing
  })
  it('waits no longer than half its time for a proxy', async (t) => {
    const { server, port } = await openServer(t, { trustProxy: true, drainTimeout: 3000 })
    const closing = server.close()
    while (await isOpen(port)) await fetch(`${server.url}/things`).catch(() => {})
    await closing
  })
  it('closes connections that are idle', async (t) => {
    const { server, open, begun, leave } = await openServer(t)
    const [busy, idle] = [await open(), await open()]
    idle.send(get('/livez'))
    assert.equal((await idle.receive())?.status, 200)
    busy.send(post('/things/wait'))
    await begun
    const closing = server.close()
    await idle.closed
    leave()
    assert.equal((await busy.receive('POST'))?.status, 200)
    await closing
  })
  it('closes connections on which nothing was asked', async (t) => {
    const { server, open } = await openServer(t)
    const silent = await open()
    await server.close()
    await silent.closed
  })
  it('waits no longer than it is told for what never comes', async (t) => {
    const { server, open } = await openServer(t, { drainTimeout: 100 })
    const [head, body] = [await open(), await open()]
    head.send('GET /things HTTP/1.1\r\nHost: sh')
    body.send(post('/things', '{"name":"x"}').slice(0, -5))
    assert.equal((await fetch(`${server.url}/livez`)).status, 200)
    await server.close()
    await Promise.all([head.closed, body.closed])
  })
  it('closes the store last', async (t) => {
    const { server, api } = await openServer(t)
    await server.close()
    await assert.rejects(api.context.store.ping())
  })
  it('may be told so twice', async (t) => {
    const { server } = await openServer(t)
    assert.equal(server.close(), server.close())
    await server.close()
  })
})

describe('/readyz', () => {
  it('is 503 while the API goes away, unlike /livez', async (t) => {
    const { server, api } = await openServer(t)
    api.state.draining = true
    const ready = await fetch(`${server.url}/readyz`)
    assert.deepEqual([ready.status, ready.headers.get('retry-after')], [503, '5'])
    assert.equal(((await ready.json()) as { code: string }).code, 'UNAVAILABLE')
    assert.equal((await fetch(`${server.url}/livez`)).status, 200)
    assert.equal((await fetch(`${server.url}/things`)).status, 200)
  })
  it('is 503 while the database does not answer', async (t) => {
    const { server, api } = await openServer(t)
    await api.context.store.close()
    const ready = await fetch(`${server.url}/readyz`)
    assert.equal(ready.status, 503)
    assert.equal((await ready.text()).includes('database'), false)
    assert.equal((await fetch(`${server.url}/livez`)).status, 200)
  })
})
