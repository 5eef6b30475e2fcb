// Replicas of PostgreSQL: two instances and servers that follow another one, each held up where a test wants it to be behind.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import { after, before, describe, test } from 'node:test'
import { listen, type Events } from '../../src/index.ts'
import { createReplicasApi } from './replicas-domain.ts'
import { PostgresServer, skip } from '../store/postgres-cluster.ts'

const program = new URL('replicas-process.ts', import.meta.url).pathname

interface Asking {
  readonly method?: string
  readonly body?: unknown
  /** Name of a person, or an address that nobody has signed in from. */
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Whoever is no number of an address has signed in. */
const isAddress = (as: string) => /^\d/.test(as)

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 300, 'it never comes to that')
    await delay(50)
  }
}

describe('replicas', { skip, timeout: 120_000 }, () => {
  let primary: PostgresServer
  let copies: readonly [PostgresServer, PostgresServer]
  let instances: readonly [string, string]
  const stops: (() => Promise<unknown>)[] = []
  const tokens = new Map<string, string>()

  async function startInstance(...replicas: PostgresServer[]): Promise<string> {
    const name = `instance${stops.length}`
    const urls = [primary, ...replicas].map(({ url }) => `${url}?application_name=${name}`)
    const child = spawn(process.execPath, [program, ...urls], { stdio: ['ignore', 'pipe', 'inherit'] })
    stops.unshift(async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    })
    const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    return String(value)
  }

  async function ask(
    instance: 0 | 1,
    path: string,
    { method = 'GET', body, as = '10.0.0.1', headers }: Asking = {},
  ) {
    const response = await fetch(`${instances[instance]}${path}`, {
      method,
      headers: {
        ...(isAddress(as)
          ? { 'x-forwarded-for': as }
          : { 'x-forwarded-for': '10.9.9.9', authorization: `Bearer ${tokens.get(as)}` }),
        ...(body !== undefined && {
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = text === '' ? undefined : JSON.parse(text)
    return { status: response.status, json, headers: response.headers }
  }

  const both = <Result>(look: (instance: 0 | 1) => Promise<Result>) => Promise.all([look(0), look(1)])
  const textsOn = async (instance: 0 | 1, as: string): Promise<readonly string[]> =>
    (await ask(instance, '/notes?limit=100', { as })).json.data.map(({ text }: { text: string }) => text)
  const textOn = async (instance: 0 | 1, id: string, as: string) =>
    (await ask(instance, `/notes/${id}`, { as })).json.text

  async function note(text: string, as = '10.0.0.1'): Promise<string> {
    const { status, json } = await ask(0, '/notes', { method: 'POST', body: { text }, as })
    assert.equal(status, 201)
    return json.id
  }
  const change = async (id: string, text: string, as: string) => {
    const { status } = await ask(0, `/notes/${id}`, { method: 'PATCH', body: { text }, as })
    assert.equal(status, 200)
  }

  async function signIn(username: string): Promise<void> {
    const body = { username, password: `${username}-password` }
    await ask(0, '/people', { method: 'POST', body, as: '10.1.1.1' })
    const { status, json } = await ask(0, '/auth/login', { method: 'POST', body, as: '10.1.1.1' })
    assert.equal(status, 200)
    tokens.set(username, json.access_token)
  }

  const hasAll = async (copy: PostgresServer) => {
    const [position] = await primary.query('SELECT pg_current_wal_flush_lsn()')
    await until(
      async () => (await copy.query(`SELECT pg_last_wal_replay_lsn() >= '${position}'`))[0] === true,
    )
  }

  /** All copies have what the primary has, and both instances read from both. */
  async function catchUp(): Promise<void> {
    await Promise.all(copies.map(hasAll))
    const [since] = await primary.query('SELECT now()::text')
    await until(async () => {
      const readers = Array.from({ length: 8 }, (_, index) => `10.6.0.${index}`)
      await Promise.all(readers.map((as) => both((each) => ask(each, '/notes', { as }))))
      const served = await Promise.all(
        copies.map((copy) =>
          copy.query(`SELECT count(DISTINCT application_name)::int
        FROM pg_stat_activity WHERE query LIKE '%"notes"%' AND application_name LIKE 'instance%' AND query_start > '${since}'`),
        ),
      )
      return served.every(([count]) => count === 2)
    })
  }

  const untilLeftOut = () =>
    until(async () => {
      const answers = await both((each) => ask(each, '/readyz'))
      return answers.every(({ json }) => json.degraded?.includes('replicas') === true)
    })

  /** Runs work while the copies take in nothing. */
  async function whilePaused(work: () => Promise<void>): Promise<void> {
    await catchUp()
    await Promise.all(copies.map((copy) => copy.pause()))
    try {
      await work()
    } finally {
      await Promise.all(copies.map((copy) => copy.resume()))
    }
  }

  before(async () => {
    primary = await PostgresServer.create()
    stops.push(() => primary.remove())
    const copy = async () => {
      const made = await primary.copy()
      stops.unshift(() => made.remove())
      return made
    }
    copies = [await copy(), await copy()]
    instances = await Promise.all([startInstance(...copies), startInstance(...copies)])
    for (const name of ['ada', 'bob']) await signIn(name)
  })
  after(async () => {
    for (const stop of stops) await stop()
  })

  test('who wrote reads it on every instance, others what was there', async () => {
    const id = await note('old')
    await whilePaused(async () => {
      await change(id, 'new', 'ada')
      assert.deepEqual(await both((each) => textOn(each, id, 'ada')), ['new', 'new'])
      assert.deepEqual(await both(async (each) => (await textsOn(each, 'ada')).includes('new')), [true, true])
      assert.deepEqual(await both((each) => textOn(each, id, 'bob')), ['old', 'old'])
      assert.deepEqual(await both(async (each) => (await textsOn(each, 'bob')).includes('new')), [
        false,
        false,
      ])
    })
    await catchUp()
    assert.deepEqual(await both((each) => textOn(each, id, 'bob')), ['new', 'new'])
  })

  test('who has no account reads what came from their address', async () => {
    await whilePaused(async () => {
      const { headers } = await ask(0, '/notes', { method: 'POST', body: { text: 'mine' }, as: '10.0.0.2' })
      assert.deepEqual(await both(async (each) => (await textsOn(each, '10.0.0.2')).includes('mine')), [
        true,
        true,
      ])
      assert.deepEqual(await both(async (each) => (await textsOn(each, '10.0.0.3')).includes('mine')), [
        false,
        false,
      ])
      const location = new URL(headers.get('location')!, instances[0]).pathname
      assert.equal(
        (await ask(1, location, { as: '10.0.0.4' })).status,
        200,
        'what is not there is looked for',
      )
    })
  })

  test('who has signed up finds themselves', async () => {
    await whilePaused(async () => {
      await signIn('cleo')
      assert.deepEqual(
        await both(async (each) => (await ask(each, '/people/me', { as: 'cleo' })).json.username),
        ['cleo', 'cleo'],
      )
    })
  })

  test('a session that has ended is refused at once', async () => {
    await signIn('dora')
    await whilePaused(async () => {
      assert.equal((await ask(1, '/people/me', { as: 'dora' })).status, 200)
      assert.equal((await ask(0, '/auth/logout', { method: 'POST', as: 'dora' })).status, 204)
      assert.deepEqual(
        await both(async (each) => (await ask(each, '/notes', { as: 'dora' })).status),
        [401, 401],
      )
    })
  })

  test('nobody who has seen something new sees older', async () => {
    const id = await note('first')
    await whilePaused(async () => {
      await change(id, 'second', 'ada')
      const added = await note('third', 'ada')
      assert.equal(await textOn(1, id, 'bob'), 'first')
      assert.equal(await textOn(1, added, 'bob'), 'third')
      assert.deepEqual(await both((each) => textOn(each, id, 'bob')), ['second', 'second'])
    })
  })

  test('who knows a later version is not shown an older one', async () => {
    const id = await note('one')
    await whilePaused(async () => {
      await change(id, 'two', 'ada')
      const etag = (await ask(0, `/notes/${id}`, { as: 'ada' })).headers.get('etag')!
      const headers = { 'if-none-match': etag }
      assert.equal((await ask(1, `/notes/${id}`, { as: '10.0.0.5', headers })).status, 304)
    })
  })

  test('a read costs one more statement, and so does a write', async () => {
    await catchUp()
    let run: string[] = []
    const options = { replicas: [copies[0].url], onStatement: (sql: string) => run.push(sql) }
    const server = await listen(createReplicasApi(primary.url, options, { emit() {} }), { port: 0 })
    // Once a second others come between.
    const untilRun = (request: () => Promise<Response>, ...expected: readonly string[]) =>
      until(async () => {
        run = []
        await request()
        return run.length === expected.length && expected.every((each, index) => run[index]!.startsWith(each))
      })
    const headers = { 'content-type': 'application/json' }
    const post = { method: 'POST', body: '{"text":"counted"}', headers }
    try {
      await untilRun(() => fetch(`${server.url}/notes`), 'SELECT reader, position', 'SELECT "notes"')
      await untilRun(
        () => fetch(`${server.url}/notes`, post),
        'INSERT INTO "notes"',
        'INSERT INTO ninety_positions',
      )
    } finally {
      await server.close()
    }
  })

  test('what cannot be read from is told once, and without passwords', async () => {
    const warnings: string[] = []
    const events: Events = {
      emit: (name, event) => void (name === 'warning' && warnings.push(inspect(event))),
    }
    const servers = [new URL(primary.url), new URL('postgres://postgres@127.0.0.1:1/postgres')]
    for (const each of servers) each.password = 'not-to-be-told'
    const replicas = servers.map(({ href }) => href)
    const server = await listen(createReplicasApi(primary.url, { replicas }, events), { port: 0 })
    try {
      const readyz = async () => (await fetch(`${server.url}/readyz`)).json()
      assert.deepEqual(await readyz(), { status: 'ok', degraded: ['replicas'] })
      // It is looked at again.
      await delay(1500)
      assert.deepEqual(await readyz(), { status: 'ok', degraded: ['replicas'] })
    } finally {
      await server.close()
    }
    assert.equal(warnings.length, 2, warnings.join('\n'))
    assert.match(warnings.join('\n'), /follows no other server any more/)
    assert.match(warnings.join('\n'), /127\.0\.0\.1:1\/postgres is not read from: it does not answer/)
    assert.doesNotMatch(warnings.join('\n'), /not-to-be-told/)
  })

  test('a write goes by what is there, not by a replica', async () => {
    const id = await note('before')
    await whilePaused(async () => {
      await change(id, 'after', 'ada')
      const { status, json } = await ask(1, `/notes/${id}`, {
        method: 'PATCH',
        body: { text: 'again' },
        as: 'bob',
        headers: { 'if-match': '"1"' },
      })
      assert.equal(status, 412, JSON.stringify(json))
    })
  })

  test('readers are shared out, each to one replica on every instance', async () => {
    const id = await note('then')
    await catchUp()
    await copies[0].pause()
    try {
      await change(id, 'now', 'ada')
      await hasAll(copies[1])
      const readers = Array.from({ length: 20 }, (_, index) => `10.2.0.${index}`)
      const seen = await Promise.all(readers.map((as) => both((each) => textOn(each, id, as))))
      assert.deepEqual([...new Set(seen.map(([here, there]) => `${here} ${there}`))].sort(), [
        'now now',
        'then then',
      ])
    } finally {
      await copies[0].resume()
    }
  })

  test('a crash of the database forgets nobody who wrote', async () => {
    const id = await note('kept')
    await whilePaused(async () => {
      await change(id, 'changed', 'ada')
      await primary.kill()
      await primary.start()
      await until(async () =>
        (await both((each) => ask(each, '/readyz'))).every(({ status }) => status === 200),
      )
      for (const as of ['ada', 'bob'])
        assert.deepEqual(await both((each) => textOn(each, id, as)), ['changed', 'changed'])
    })
    await catchUp()
  })

  const slowReaders = ['10.4.0.1', '10.4.0.2', '10.4.0.3', '10.4.0.4']
  /** Reads that wait on replicas by now, one after another, so that none of them stands behind another. */
  async function readSlowly(): Promise<readonly Promise<Awaited<ReturnType<typeof ask>>>[]> {
    const answers = []
    for (const as of slowReaders) {
      answers.push(ask(0, '/scrolls', { as }))
      await until(async () => (await countWaiting()) === answers.length)
    }
    return answers
  }
  async function countWaiting(): Promise<number> {
    const counts = await Promise.all(
      copies.map((copy) =>
        copy.query(`SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'PgSleep'`),
      ),
    )
    return counts.flat().reduce<number>((sum, count) => sum + Number(count), 0)
  }

  let isSlow = false
  /** Whoever reads scrolls on a replica waits there from now on, until they are sent elsewhere. */
  async function makeSlow(): Promise<void> {
    if (!isSlow) {
      isSlow = true
      await ask(0, '/scrolls', { method: 'POST', body: { text: 'long' } })
      await primary.query(
        `ALTER TABLE scrolls RENAME TO written;
         CREATE VIEW scrolls AS SELECT * FROM written
           WHERE CASE WHEN pg_is_in_recovery() THEN pg_sleep(20) IS NOT NULL ELSE true END`,
      )
    }
    await catchUp()
  }

  test('a read that gets in the way of a replica is done elsewhere', async () => {
    await makeSlow()
    const answers = await readSlowly()
    await primary.query('BEGIN; LOCK TABLE written IN ACCESS EXCLUSIVE MODE; COMMIT')
    for (const { status, json } of await Promise.all(answers))
      assert.deepEqual([status, json.data.length], [200, 1])
  })

  test('a replica that is killed under load costs no answer', async () => {
    await makeSlow()
    const over = new AbortController()
    const load = Array.from({ length: 8 }, async (_, index) => {
      const statuses: number[] = []
      while (!over.signal.aborted)
        statuses.push((await ask(index % 2 ? 0 : 1, '/notes', { as: `10.3.0.${index}` })).status)
      return statuses
    })
    const slow = await readSlowly()
    try {
      for (const copy of copies) await copy.kill()
      await untilLeftOut()
    } finally {
      over.abort()
    }
    const statuses = new Set((await Promise.all(load)).flat())
    assert.deepEqual([...statuses], [200])
    for (const { status } of await Promise.all(slow)) assert.equal(status, 200)
    for (const copy of copies) await copy.start()
    await catchUp()
  })

  test('a replica that answers nobody keeps nobody waiting', { timeout: 30_000 }, async () => {
    await makeSlow()
    const slow = await readSlowly()
    for (const copy of copies) copy.freeze()
    try {
      const answers = await Promise.all([...slowReaders.map((as) => ask(1, '/notes', { as })), ...slow])
      for (const { status } of answers) assert.equal(status, 200)
      await untilLeftOut()
    } finally {
      for (const copy of copies) copy.thaw()
    }
    await catchUp()
  })

  test('a replica that is promoted is read from no more', async () => {
    const id = await note('shared')
    await catchUp()
    for (const copy of copies) {
      await copy.promote()
      await copy.query(`UPDATE notes SET text = 'another'`)
    }
    const readers = Array.from({ length: 10 }, (_, index) => `10.5.0.${index}`)
    const seen = await Promise.all(readers.map((as) => both((each) => textOn(each, id, as))))
    assert.deepEqual([...new Set(seen.flat())], ['shared'])
    await untilLeftOut()
  })
})
