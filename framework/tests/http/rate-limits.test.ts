// Limits as clients meet them: who is counted with whom, what counts, and what the answers say of it.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { parseList, type Item } from 'structured-headers'
import {
  anyone,
  createApi,
  defineFeature,
  field,
  hasMany,
  hasRole,
  listen,
  memoryRateLimits,
  rateLimit,
  resource,
  signedIn,
  TooManyRequests,
  type ApiRateLimits,
  type EventMap,
  type RateLimit,
  type RateLimitStore,
} from '../../src/index.ts'
import { openTestStore } from '../../src/tooling/testing/test-store.ts'
import { createTestApi, type Acting, type Answer } from '../../src/testing.ts'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'

const text = { text: field.text() }
const notesOf = (...rateLimits: RateLimit[]) =>
  resource('notes', { fields: text, access: anyone(), rateLimits })

async function open(
  t: TestContext,
  resources: ReturnType<typeof notesOf>[],
  rateLimits: ApiRateLimits | false = {},
) {
  const warnings: string[] = []
  const test = await createTestApi({
    resources,
    rateLimits,
    cors: { origins: ['https://app.example'] },
    events: {
      emit: (name, event) =>
        void (name === 'warning' && warnings.push((event as EventMap['warning']).message)),
    },
  })
  t.after(() => test.close())
  return { ...test, warnings }
}

type Opened = Awaited<ReturnType<typeof open>>

/** Asks so often, one after another; the statuses. */
async function statusesOf(count: number, ask: () => Promise<Answer<unknown>>): Promise<number[]> {
  const statuses: number[] = []
  for (let index = 0; index < count; index++) statuses.push((await ask()).status)
  return statuses
}

const list = (test: Opened, headers: Record<string, string> = {}) =>
  test.request('GET', '/notes', { headers })
const as = (test: Opened, acting: Acting, method = 'GET') => test.as(acting).request(method, '/notes', {})
/** From another address: the test server is told so by the socket it is given. */
const from = async (test: Opened, remoteAddress: string) =>
  (await test.fastify.inject({ method: 'GET', url: '/notes', remoteAddress })).statusCode

const items = (answer: { readonly headers: Readonly<Record<string, string | undefined>> }, name: string) =>
  (parseList(String(answer.headers[name])) as Item[]).map(([value, parameters]) => ({
    name: value,
    ...Object.fromEntries(parameters),
  }))

const ada = { id: '0190a000-0000-7000-8000-00000000000a' }
const bob = { id: '0190a000-0000-7000-8000-00000000000b' }
const byPrincipal = rateLimit('calls', { by: 'principal', allow: '3/1m' })
const byAddress = rateLimit('calls', { by: 'address', allow: '3/1m' })
const byClient = rateLimit('calls', { by: 'client', allow: '3/1m' })

describe('a limit', () => {
  it('is told in every answer, and refuses what is beyond it', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)])
    const left: number[] = []
    for (let count = 0; count < 3; count++) {
      const answer = await list(test)
      assert.equal(answer.status, 200)
      assert.deepEqual(items(answer, 'ratelimit-policy'), [{ name: 'calls', q: 3, w: 60 }])
      const [limit] = items(answer, 'ratelimit') as unknown as { name: string; r: number; t: number }[]
      assert.ok(limit!.t >= 1 && limit!.t <= 60)
      left.push(limit!.r)
    }
    assert.deepEqual(left, [2, 1, 0])
    const refused = await test.request<{ code: string; detail: string }>('GET', '/notes')
    assert.deepEqual([refused.status, refused.body.code], [429, 'TOO_MANY_REQUESTS'])
    assert.match(refused.body.detail, /calls \(3\/1m\)/)
    const [{ t: wait } = { t: 0 }] = items(refused, 'ratelimit') as unknown as { t: number }[]
    assert.equal(refused.headers['retry-after'], String(wait))
  })

  it('is over when it said that it would be', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)])
    assert.deepEqual(await statusesOf(4, () => list(test)), [200, 200, 200, 429])
    const wait = Number((await list(test)).headers['retry-after'])
    test.clock.advance(`${wait}s`)
    assert.deepEqual(await statusesOf(4, () => list(test)), [200, 200, 200, 429])
  })

  it('is told in 304, 404, 406 and 422 too, and they count', async (t) => {
    const test = await open(t, [notesOf(rateLimit('calls', { by: 'principal', allow: '100/1m' }))])
    const made = await test.request<{ id: string }>('POST', '/notes', { body: { text: 'x' } })
    const answers = [
      made,
      await test.request('GET', `/notes/${made.body.id}`, {
        headers: { 'if-none-match': String(made.headers['etag']) },
      }),
      await test.request('GET', '/notes/nothing'),
      await test.request('GET', '/notes', { headers: { accept: 'image/png' } }),
      await test.request('POST', '/notes', { body: { text: 1 } }),
      await test.request('HEAD', `/notes/${made.body.id}`),
      await test.request('DELETE', `/notes/${made.body.id}`),
    ]
    assert.deepEqual(
      answers
        .map((answer) => [answer.status, items(answer, 'ratelimit')[0]!])
        .map(([status, limit]) => [status, (limit as { r?: number }).r]),
      [201, 304, 404, 406, 422, 200, 204].map((status, index) => [status, 99 - index]),
    )
  })

  it('does not count OPTIONS, preflights and addresses that are not there', async (t) => {
    const test = await open(t, [notesOf()], { policies: [byAddress] })
    const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    for (let count = 0; count < 5; count++) {
      const answers = [
        await test.request('OPTIONS', '/notes'),
        await test.request('OPTIONS', '/notes', { headers: preflight }),
        await test.request('GET', '/nothing'),
        await test.request('PUT', '/notes'),
      ]
      assert.deepEqual(
        answers.map(({ status, headers }) => [status, headers['ratelimit']]),
        [
          [204, undefined],
          [204, undefined],
          [404, undefined],
          [405, undefined],
        ],
      )
    }
    assert.equal((await list(test)).status, 200)
  })

  it('lets pages of other origins read its headers', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)], { headers: 'both' })
    const answer = await list(test, { origin: 'https://app.example' })
    const exposed = String(answer.headers['access-control-expose-headers']).split(', ')
    for (const name of [
      'RateLimit',
      'RateLimit-Policy',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
    ])
      assert.ok(exposed.includes(name), name)
  })

  it('leaves an API without limits as it was', async (t) => {
    const test = await open(t, [notesOf()])
    const answer = await list(test, { origin: 'https://app.example' })
    assert.equal(test.api.context.limiter, undefined)
    assert.deepEqual(
      Object.keys(answer.headers).filter((name) => /limit/.test(name)),
      [],
    )
    assert.doesNotMatch(String(answer.headers['access-control-expose-headers']), /RateLimit/)
    assert.doesNotMatch(JSON.stringify(test.api.document()), /RateLimit|x-rate-limits/)
  })

  it('is not there where the API counts nothing', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)], false)
    assert.deepEqual(await statusesOf(5, () => list(test)), [200, 200, 200, 200, 200])
    assert.doesNotMatch(JSON.stringify(test.api.document()), /RateLimit|x-rate-limits/)
  })
})

describe('who is counted with whom', () => {
  it('by principal: each user for themself, anonymous callers by their address', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)])
    assert.deepEqual(await statusesOf(4, () => as(test, ada)), [200, 200, 200, 429])
    assert.equal((await as(test, bob)).status, 200)
    assert.equal((await as(test, { client: 'robot' })).status, 200)
    assert.deepEqual(await statusesOf(4, () => list(test)), [200, 200, 200, 429])
    assert.equal(await from(test, '192.0.2.9'), 200)
  })

  it('by client: all users of it together, others each for themself', async (t) => {
    const test = await open(t, [notesOf(byClient)])
    const through = { client: 'robot' }
    assert.equal((await as(test, { ...ada, ...through })).status, 200)
    assert.equal((await as(test, { ...bob, ...through })).status, 200)
    assert.equal((await as(test, through)).status, 200)
    assert.equal((await as(test, { ...ada, ...through })).status, 429)
    assert.equal((await as(test, ada)).status, 200)
    assert.deepEqual(await statusesOf(3, () => as(test, { ...ada, client: 'first-party' })), [200, 200, 429])
    assert.equal((await as(test, { ...bob, client: 'first-party' })).status, 200)
  })

  it('by address: all callers of it together, whole networks of IPv6', async (t) => {
    const test = await open(t, [notesOf(byAddress)])
    assert.equal((await as(test, ada)).status, 200)
    assert.equal((await as(test, bob)).status, 200)
    assert.deepEqual(await statusesOf(2, () => list(test)), [200, 429])
    const hosts = ['2001:db8::1', '2001:db8::2', '2001:DB8:0:0:f::1', '2001:db8::4', '2001:db8:0:1::1']
    const statuses: number[] = []
    for (const host of hosts) statuses.push(await from(test, host))
    assert.deepEqual(statuses, [200, 200, 200, 429, 200])
  })

  it('by address: what a caller says of its address is nothing to go by', async (t) => {
    const test = await open(t, [notesOf(byAddress)])
    let host = 0
    const forge = () =>
      list(test, { 'x-forwarded-for': `192.0.2.${++host}`, forwarded: `for=192.0.2.${host}` })
    assert.deepEqual(await statusesOf(4, forge), [200, 200, 200, 429])
  })

  it('takes ids of any length', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)])
    const long = 'x'.repeat(10_000)
    assert.deepEqual(await statusesOf(4, () => as(test, { id: long })), [200, 200, 200, 429])
    assert.equal((await as(test, { id: `${long}y` })).status, 200)
  })
})

describe('what is counted', () => {
  const writes = rateLimit('writes', { by: 'principal', allow: '2/1m', verbs: ['create', 'update'] })

  it('are the verbs of the limit', async (t) => {
    const test = await open(t, [notesOf(writes)])
    const make = () => test.request('POST', '/notes', { body: { text: 'x' } })
    assert.deepEqual(await statusesOf(3, make), [201, 201, 429])
    const answer = await list(test)
    assert.deepEqual([answer.status, answer.headers['ratelimit']], [200, undefined])
  })

  it('is what a verb costs', async (t) => {
    const priced = rateLimit('calls', { by: 'principal', allow: '10/1m', cost: { list: 4 } })
    const test = await open(t, [notesOf(priced)])
    assert.deepEqual(await statusesOf(3, () => list(test)), [200, 200, 429])
    const refused = await list(test)
    assert.deepEqual((items(refused, 'ratelimit')[0] as { r?: number }).r, 2)
    const read = () => test.request('GET', '/notes/nothing')
    assert.deepEqual(await statusesOf(3, read), [404, 404, 429])
  })

  it('are lists by QUERY and below other rows too', async (t) => {
    const lists = rateLimit('lists', { by: 'principal', allow: '3/1m', verbs: ['list'] })
    const pages = resource('pages', {
      fields: { noteId: field.reference('notes') },
      access: anyone(),
      parent: 'note',
      rateLimits: [lists],
    })
    const notes = resource('notes', {
      fields: text,
      access: anyone(),
      relations: { pages: hasMany('pages', 'noteId') },
      rateLimits: [lists],
    })
    const test = await open(t, [notes as never, pages as never])
    const { body } = await test.request<{ id: string }>('POST', '/notes', { body: { text: 'x' } })
    assert.equal((await test.request('QUERY', '/notes', { body: {} })).status, 200)
    const below = () => test.request('GET', `/notes/${body.id}/pages`)
    assert.deepEqual(await statusesOf(3, below), [200, 200, 429])
  })

  it('are requests that are answered again, as well', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)])
    const headers = { 'idempotency-key': 'one' }
    const make = () => test.request('POST', '/notes', { body: { text: 'x' }, headers })
    assert.equal((await make()).status, 201)
    const again = await make()
    assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, 'true'])
    assert.equal((items(again, 'ratelimit')[0] as { r?: number }).r, 1)
    assert.deepEqual(await statusesOf(2, make), [201, 429])
  })

  it('are all resources that share a limit', async (t) => {
    const others = resource('others', { fields: text, access: anyone(), rateLimits: [byPrincipal] })
    const test = await open(t, [notesOf(byPrincipal), others as never])
    await statusesOf(2, () => list(test))
    assert.deepEqual(await statusesOf(2, () => test.request('GET', '/others')), [200, 429])
  })

  it('are actions too, by limits of their own', async (t) => {
    const exported = rateLimit('exports', { by: 'principal', allow: '1/1h' })
    const notes = notesOf(
      rateLimit('calls', { by: 'principal', allow: '3/1m', verbs: ['list', 'action'] }),
    ).action('export', {
      on: 'collection',
      status: 204,
      access: anyone(),
      rateLimits: [exported],
      run: () => undefined,
    })
    const test = await open(t, [notes as never])
    const run = () => test.request('POST', '/notes/export')
    const first = await run()
    assert.deepEqual(
      items(first, 'ratelimit').map(({ name }) => name),
      ['calls', 'exports'],
    )
    assert.deepEqual([first.status, (await run()).status, (await list(test)).status], [204, 429, 200])
    assert.equal((await list(test)).status, 429)
  })

  it('is each limit once, wherever it stands', async (t) => {
    const test = await open(t, [notesOf(byPrincipal)], { policies: [byPrincipal] })
    assert.deepEqual(await statusesOf(4, () => list(test)), [200, 200, 200, 429])
  })

  it('is every limit that applies, though one refuses', async (t) => {
    const hourly = rateLimit('hourly', { by: 'principal', allow: '100/1h' })
    const test = await open(t, [notesOf(byPrincipal, hourly)])
    await statusesOf(5, () => list(test))
    const refused = await list(test)
    assert.deepEqual(
      items(refused, 'ratelimit').map((each) => [each.name, (each as { r?: number }).r]),
      [
        ['calls', 0],
        ['hourly', 94],
      ],
    )
    assert.ok(Number(refused.headers['retry-after']) <= 60)
  })
})

describe('the order of refusals', () => {
  const guarded = (...rateLimits: RateLimit[]) =>
    resource('notes', { fields: text, access: signedIn(), rateLimits }) as never
  const strict = { by: 'address', allow: '1/1m' } as const

  it('by address comes before 401, which counts', async (t) => {
    const test = await open(t, [guarded(rateLimit('calls', strict))])
    assert.deepEqual(await statusesOf(3, () => list(test)), [401, 429, 429])
    assert.equal((await list(test, { authorization: 'Bearer nonsense' })).status, 429)
  })

  it('by principal comes after 401 and 403 for a scope, which do not count, and before 406', async (t) => {
    const test = await open(t, [guarded(rateLimit('calls', { ...strict, by: 'principal' }))])
    assert.deepEqual(await statusesOf(3, () => list(test)), [401, 401, 401])
    assert.deepEqual(await statusesOf(3, () => as(test, { ...ada, scopes: ['x:read'] })), [403, 403, 403])
    const picky = () => test.as(ada).request('GET', '/notes?nope=1', { headers: { accept: 'image/png' } })
    assert.deepEqual(await statusesOf(3, picky), [406, 429, 429])
  })

  it('tells what the address has left even where the caller is refused', async (t) => {
    const calls = rateLimit('calls', { by: 'principal', allow: '1/1m' })
    const test = await open(t, [guarded(rateLimit('addresses', { by: 'address', allow: '9/1m' }), calls)])
    const headers = { accept: 'image/png' }
    const refused = await test.as(ada).request('GET', '/notes', { headers })
    assert.deepEqual(
      items(refused, 'ratelimit').map((each) => [each.name, (each as { r?: number }).r]),
      [
        ['addresses', 8],
        ['calls', 0],
      ],
    )
  })

  it('hides nothing that the rules hide', async (t) => {
    const hidden = resource('notes', { fields: text, access: hasRole('admin'), rateLimits: [byPrincipal] })
    const test = await open(t, [hidden as never])
    assert.deepEqual(await statusesOf(4, () => as(test, ada)), [403, 403, 403, 429])
  })
})

describe('limits of the whole API', () => {
  it('count every address but those that watch it', async (t) => {
    const test = await open(t, [notesOf()], { policies: [byAddress] })
    const document = await test.request('GET', '/openapi.json')
    assert.deepEqual(items(document, 'ratelimit')[0]!.name, 'calls')
    assert.deepEqual(await statusesOf(3, () => list(test)), [200, 200, 429])
    assert.equal((await test.request('GET', '/openapi.json')).status, 429)
    for (const path of ['/livez', '/readyz']) {
      const answer = await test.request('GET', path)
      assert.deepEqual([answer.status, answer.headers['ratelimit']], [200, undefined])
    }
  })

  it('of certain verbs leave other addresses alone', async (t) => {
    const lists = rateLimit('lists', { by: 'address', allow: '1/1m', verbs: ['list'] })
    const test = await open(t, [notesOf()], { policies: [lists] })
    assert.equal((await test.request('GET', '/openapi.json')).headers['ratelimit'], undefined)
    assert.deepEqual(await statusesOf(2, () => list(test)), [200, 429])
  })
})

describe('the headers', () => {
  const forms = [
    ['draft', ['ratelimit', 'ratelimit-policy']],
    ['legacy', ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']],
    [
      'both',
      ['ratelimit', 'ratelimit-policy', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
    ],
  ] as const
  for (const [form, names] of forms) {
    it(`of the form ${form}`, async (t) => {
      const test = await open(t, [notesOf(byPrincipal)], { headers: form })
      const { headers } = await list(test)
      assert.deepEqual(
        Object.keys(headers)
          .filter((name) => /ratelimit/.test(name))
          .sort(),
        names,
      )
      if (form === 'draft') return
      assert.deepEqual([headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']], ['3', '2'])
      const seconds = Number(headers['x-ratelimit-reset']) - test.clock.now() / 1000
      assert.ok(seconds > 0 && seconds <= 60, String(seconds))
    })
  }
})

describe('a 429 of code of one’s own', () => {
  it('says when to come back, too', async (t) => {
    const notes = notesOf().action('export', {
      on: 'collection',
      status: 204,
      access: anyone(),
      problems: [TooManyRequests],
      run() {
        throw new TooManyRequests()
      },
    })
    const test = await open(t, [notes as never])
    const answer = await test.request('POST', '/notes/export')
    assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '5'])
  })
})

describe('many at once', () => {
  it('get no more than one after another', async (t) => {
    const test = await open(t, [notesOf(rateLimit('calls', { by: 'principal', allow: '20/1h' }))])
    const answers = await Promise.all(Array.from({ length: 200 }, () => as(test, ada)))
    const count = (status: number) => answers.filter((answer) => answer.status === status).length
    assert.deepEqual([count(200), count(429)], [20, 180])
  })
})

describe('a store that fails', () => {
  it('leaves a limit of the process, an API that is ready, and one warning', async (t) => {
    const store: RateLimitStore = { consume: () => Promise.reject(new TypeError('fetch failed')) }
    const test = await open(t, [notesOf(byPrincipal)], { store })
    assert.deepEqual(await statusesOf(5, () => list(test)), [200, 200, 200, 429, 429])
    assert.equal((await test.request('GET', '/readyz')).status, 200)
    assert.deepEqual(test.warnings, [
      'The store of rate limits does not answer: each process counts for itself',
    ])
  })
})

describe('a store that says whether it can count', () => {
  it('is asked by /readyz, which names what is counted by each process', async (t) => {
    let fails = true
    const ping = async () => {
      if (fails) throw new TypeError('fetch failed')
    }
    const test = await open(t, [notesOf(byPrincipal)], { store: { ...memoryRateLimits(), ping } })
    const readyz = async () => {
      const { status, body } = await test.request('GET', '/readyz')
      return [status, body]
    }
    assert.deepEqual(await readyz(), [200, { status: 'ok', degraded: ['rate-limits'] }])
    assert.deepEqual(await readyz(), [200, { status: 'ok', degraded: ['rate-limits'] }])
    fails = false
    assert.deepEqual(await readyz(), [200, { status: 'ok' }])
    assert.deepEqual(test.warnings, [
      'The store of rate limits does not answer: each process counts for itself',
      'The store of rate limits answers again',
    ])
  })

  it('and hangs holds /readyz up for a second or so', async (t) => {
    const ping = () => new Promise<void>(() => {})
    const test = await open(t, [notesOf(byPrincipal)], { store: { ...memoryRateLimits(), ping } })
    const { body } = await test.request('GET', '/readyz')
    assert.deepEqual(body, { status: 'ok', degraded: ['rate-limits'] })
  })
})

describe('a store that is given', () => {
  it('is closed with the server', async () => {
    let closed = 0
    const store: RateLimitStore = { ...memoryRateLimits(), close: async () => void closed++ }
    const server = await listen(
      createApi({ store: openTestStore(), resources: [notesOf(byPrincipal)], rateLimits: { store } }),
      { port: 0 },
    )
    assert.equal((await fetch(`${server.url}/notes`)).status, 200)
    assert.equal(closed, 0)
    await server.close()
    assert.equal(closed, 1)
  })
})

describe('code of one’s own', () => {
  it('may stand around the stages that count, where something counts', async (t) => {
    const seen: string[] = []
    const around = (stage: 'admit' | 'limit') =>
      defineFeature({
        around: stage,
        async run(exchange, next) {
          await next()
          seen.push(`${stage} ${exchange.request.url}`)
        },
      })
    const others = resource('others', { fields: text, access: anyone() })
    const test = await createTestApi({
      resources: [notesOf(byPrincipal), others],
      features: [around('admit'), around('limit')],
    })
    t.after(() => test.close())
    await test.request('GET', '/notes')
    await test.request('GET', '/others')
    assert.deepEqual(seen, ['limit /notes'])
  })
})

describe('the document', () => {
  const words = [
    ['1000/1s', '1,000 requests a second'],
    ['1/1m', '1 request a minute'],
    ['5/1h', '5 requests an hour'],
    ['5/60m', '5 requests an hour'],
    ['5/1d', '5 requests a day'],
    ['5/1w', '5 requests in 7 days'],
    ['5/36h', '5 requests in 36 hours'],
  ] as const
  for (const [allow, said] of words) {
    it(`says ${allow} as ${said}`, async (t) => {
      const test = await open(t, [notesOf(rateLimit('calls', { by: 'principal', allow }))])
      const { description } = test.api.document().paths['/notes']!.get!
      assert.equal(String(description).split('\n')[0], `Limited: ${said} by one caller (calls).`)
    })
  }

  it('tells of limits in words, as data and in its answers', async (t) => {
    const priced = rateLimit('calls', { by: 'client', allow: '90/90s', cost: { list: 5 } })
    const test = await open(t, [notesOf(priced)], { policies: [byAddressOf('everywhere')] })
    const document = test.api.document()
    const { resolve } = createDocumentReader(document)
    const operation = document.paths['/notes']!.get!
    assert.match(
      String(operation['description']),
      /^Limited: 1 request in 2 hours from one address \(everywhere\); 90 requests in 90 seconds through one client \(calls\), of which this takes 5\.\n\nAllowed: /,
    )
    assert.deepEqual(operation['x-rate-limits'], [
      { name: 'everywhere', by: 'address', quota: 1, window: 7200, cost: 1 },
      { name: 'calls', by: 'client', quota: 90, window: 90, cost: 5 },
    ])
    for (const status of ['200', '304']) {
      const headers = resolve(operation.responses![status]!)['headers'] as object
      assert.ok('RateLimit' in headers && 'RateLimit-Policy' in headers, status)
    }
    const refusal = document.components.responses['TooManyRequests'] as unknown as { headers: object }
    assert.ok('429' in operation.responses!)
    assert.deepEqual(Object.keys(refusal.headers).sort(), [
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'X-Request-Id',
    ])
    assert.equal('429' in document.paths['/readyz']!.get!.responses!, false)
    assert.ok('429' in document.paths['/openapi.json']!.get!.responses!)
  })
})

const byAddressOf = (name: string) => rateLimit(name, { by: 'address', allow: '1/2h' })
