// Posts: who sees, changes and deletes which, and what approves them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReferenceServer } from './reference-server.ts'

const { send, signIn } = await openReferenceServer()
const url = 'https://example.com/'

const post = async (as: string, body: object = {}) => {
  const made = await send('POST', '/api/v1/posts', { as, body: { title: 'A post', url, ...body } })
  assert.equal(made.status, 201, made.text)
  return made.body
}
const at = (id: unknown) => `/api/v1/posts/${String(id)}`
const read = async (id: unknown, as: string) => (await send('GET', at(id), { as })).body
const approve = async (id: unknown) => {
  const { status, body } = await send('POST', `${at(id)}/approve`, { as: 'root' })
  assert.deepEqual([status, body['approved']], [200, true])
}
const titles = async (query: string, as: string) => {
  const { status, body, text } = await send('GET', `/api/v1/posts${query}`, { as })
  assert.equal(status, 200, text)
  return body['data'].map(({ title }: { title: string }) => title).toSorted()
}
const refusalOf = async (body: unknown, as = 'ada') => {
  const { status, body: problem } = await send('POST', '/api/v1/posts', { as, body })
  const faults: { pointer: string }[] = problem['errors'] ?? []
  return [status, ...new Set(faults.map(({ pointer }) => pointer))]
}

type Caller = 'author' | 'stranger' | 'admin' | 'anonymous'
const names: Readonly<Record<Caller, string | undefined>> = {
  author: 'ada',
  stranger: 'bob',
  admin: 'root',
  anonymous: undefined,
}
const verbs = ['GET', 'PATCH', 'PUT', 'DELETE', 'approve', 'list', 'OPTIONS'] as const
type Verb = (typeof verbs)[number]

/** What the rules of posts come to, said a second time and in another way. */
function expected(caller: Caller, isApproved: boolean, verb: Verb): number | boolean | string {
  const isSeen = caller === 'admin' || (caller !== 'anonymous' && (isApproved || caller === 'author'))
  const isTheirs = caller === 'admin' || (caller === 'author' && !isApproved)
  if (verb === 'list') return isSeen
  if (verb === 'OPTIONS') {
    if (!isSeen) return 404
    return isTheirs ? 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS' : 'GET, HEAD, OPTIONS'
  }
  if (caller === 'anonymous') return 401
  if (!isSeen) return 404
  if (verb === 'GET') return 200
  if (verb === 'approve') return caller === 'admin' ? 200 : 403
  if (!isTheirs) return 403
  return verb === 'DELETE' ? 204 : 200
}

async function observe(caller: Caller, isApproved: boolean, verb: Verb): Promise<number | boolean | string> {
  const { id } = await post('ada')
  if (isApproved) await approve(id)
  const as = names[caller]
  const who = as === undefined ? {} : { as }
  switch (verb) {
    case 'list': {
      const { status, body } = await send('GET', '/api/v1/posts?limit=100', who)
      return status === 200 && body['data'].some((row: { id: string }) => row.id === id)
    }
    case 'OPTIONS': {
      const { status, headers } = await send('OPTIONS', at(id), who)
      return status === 204 ? String(headers.get('allow')) : status
    }
    case 'approve':
      return (await send('POST', `${at(id)}/approve`, who)).status
    case 'PATCH':
      return (await send('PATCH', at(id), { ...who, ...merge({ title: 'Changed' }) })).status
    case 'PUT':
      return (await send('PUT', at(id), { ...who, body: { title: 'Changed', url } })).status
    default:
      return (await send(verb, at(id), who)).status
  }
}

const merge = (body: object) => ({ body, headers: { 'content-type': 'application/merge-patch+json' } })

describe('the truth table of posts', () => {
  for (const caller of Object.keys(names) as Caller[]) {
    for (const isApproved of [false, true]) {
      for (const verb of verbs) {
        const outcome = expected(caller, isApproved, verb)
        const kind = isApproved ? 'an approved' : 'an unapproved'
        test(`${verb} of ${kind} post by ${caller}: ${outcome}`, async () =>
          assert.equal(await observe(caller, isApproved, verb), outcome))
      }
    }
  }
})

describe('a post', () => {
  test('starts approved where an administrator writes it', async () => {
    assert.equal((await post('ada'))['approved'], false)
    assert.equal((await post('root'))['approved'], true)
    assert.equal((await post('root', { approved: false }))['approved'], false)
  })

  test('is approved by administrators alone', async () => {
    const { id, ...made } = await post('ada')
    for (const approved of [true, false])
      assert.deepEqual(await refusalOf({ title: 'x', url, approved }), [403, '/approved'])
    const sent = await send('PATCH', at(id), { as: 'ada', ...merge({ approved: true }) })
    assert.equal(sent.status, 403)
    const back = await send('PUT', at(id), { as: 'ada', body: { ...made, title: 'Sent back' } })
    assert.deepEqual([back.status, back.body['approved']], [200, false])
  })

  const edits: [title: string, method: string, sent: object, approved: boolean][] = [
    ['PATCH', 'PATCH', merge({ title: 'Edited' }), true],
    ['PUT', 'PUT', { body: { title: 'Edited', url } }, true],
    ['PATCH that says otherwise', 'PATCH', merge({ approved: false }), false],
    ['PUT that says otherwise', 'PUT', { body: { title: 'Edited', url, approved: false } }, false],
  ]
  for (const [title, method, sent, approved] of edits) {
    test(`is ${approved ? '' : 'not '}approved by an administrator's ${title}`, async () => {
      const { id } = await post('ada')
      const answer = await send(method, at(id), { as: 'root', ...sent })
      assert.deepEqual([answer.status, answer.body['approved']], [200, approved])
      assert.equal((await send('GET', at(id), { as: 'bob' })).status, approved ? 200 : 404)
    })
  }

  test('stays unapproved when its author edits it', async () => {
    const { id } = await post('ada')
    const { body } = await send('PATCH', at(id), { as: 'ada', ...merge({ title: 'Better' }) })
    assert.deepEqual([body['title'], body['approved']], ['Better', false])
  })

  test('is approved again and again alike', async () => {
    const { id } = await post('ada')
    await approve(id)
    const { updatedAt } = await read(id, 'root')
    await approve(id)
    assert.equal((await read(id, 'root'))['updatedAt'], updatedAt)
  })

  test('belongs to who made it, whoever that is said to be', async () => {
    const { id: ada } = (await send('GET', '/auth/whoami', { as: 'ada' })).body
    const { id: bob } = (await send('GET', '/auth/whoami', { as: 'bob' })).body
    const made = await post('ada')
    assert.equal(made['authorId'], ada)
    assert.deepEqual(await refusalOf({ title: 'x', url, authorId: bob }), [422, '/authorId'])
    const given = await send('PATCH', at(made['id']), { as: 'ada', ...merge({ authorId: bob }) })
    assert.equal(given.status, 422)
  })

  test('stays its author’s when that one is renamed, and nobody’s when deleted', async () => {
    const account = { username: 'carol', email: 'carol@example.com', password: 'correct horse battery' }
    const { id: author } = (await send('POST', '/api/v1/users', { body: account })).body
    await signIn('carol', account.password)
    const { id } = await post('carol', { title: 'By carol' })
    const renamed = await send('PATCH', `/api/v1/users/${author}`, {
      as: 'carol',
      ...merge({ username: 'caroline' }),
    })
    assert.equal(renamed.status, 200)
    assert.deepEqual(await titles('?author.username=caroline', 'carol'), ['By carol'])
    const { body } = await send('GET', `${at(id)}?expand=author`, { as: 'carol' })
    assert.equal(body['author'].username, 'caroline')
    await approve(id)
    assert.equal((await send('DELETE', `/api/v1/users/${author}`, { as: 'carol' })).status, 204)
    assert.equal((await read(id, 'bob'))['authorId'], null)
  })

  const faulty: [title: string, body: unknown, pointer: string][] = [
    ['no title', { url }, '/title'],
    ['an empty title', { title: '', url }, '/title'],
    ['a blank title', { title: ' \u3000', url }, '/title'],
    ['too long a title', { title: 'x'.repeat(301), url }, '/title'],
    ['no url', { title: 'x' }, '/url'],
    ['a relative url', { title: 'x', url: '/here' }, '/url'],
    ['a script as its url', { title: 'x', url: 'javascript:alert(1)' }, '/url'],
    ['data as its url', { title: 'x', url: 'data:text/html,x' }, '/url'],
    ['a file as its url', { title: 'x', url: 'file:///etc/passwd' }, '/url'],
    ['a url of no host', { title: 'x', url: 'https://' }, '/url'],
    ['too long a url', { title: 'x', url: `${url}${'x'.repeat(2049 - url.length)}` }, '/url'],
    ['too long a description', { title: 'x', url, description: 'x'.repeat(4097) }, '/description'],
    ['a title that is none', { title: 5, url }, '/title'],
  ]
  for (const [title, body, pointer] of faulty) {
    test(`with ${title} is refused`, async () => assert.deepEqual(await refusalOf(body), [422, pointer]))
  }

  test('may be as long as can be', async () => {
    const longest = {
      title: 'x'.repeat(300),
      url: `${url}${'x'.repeat(2048 - url.length)}`,
      description: 'x'.repeat(4096),
    }
    const made = await post('ada', longest)
    for (const [name, value] of Object.entries(longest)) assert.equal(made[name], value)
  })
})

describe('posts', () => {
  test('are found by what is declared, among those seen', async () => {
    await post('ada', { title: 'Needle of ada', description: 'haystack' })
    await post('bob', { title: 'Needle of bob', description: 'haystack' })
    await post('root', { title: 'Needle of root', description: 'haystack' })
    const mine = ['Needle of ada', 'Needle of root']
    const all = ['Needle of ada', 'Needle of bob', 'Needle of root']
    for (const query of ['?title[startsWith]=Needle', '?q=haystack', '?q=needle']) {
      assert.deepEqual(await titles(query, 'ada'), mine, query)
      assert.deepEqual(await titles(query, 'root'), all, query)
      const { body } = await send('GET', `/api/v1/posts${query}&total=exact`, { as: 'ada' })
      assert.equal(body['page'].total, 2, query)
    }
    assert.deepEqual(await titles('?q=needle&author.username=bob', 'ada'), [])
    assert.deepEqual(await titles('?q=needle&author.username=bob', 'root'), ['Needle of bob'])
    assert.deepEqual(await titles('?q=needle&approved=true', 'root'), ['Needle of root'])
    assert.deepEqual(await titles('?q=needle&createdAt[gt]=2099-01-01T00:00:00Z', 'root'), [])
    const { id } = (await send('GET', '/auth/whoami', { as: 'bob' })).body
    assert.deepEqual(await titles(`?q=needle&authorId=${id}`, 'ada'), [])
    assert.deepEqual(await titles(`?q=needle&authorId=${id}`, 'root'), ['Needle of bob'])
  })

  test('are for those signed in', async () => {
    for (const [method, body] of [['GET'], ['POST', { title: 'x', url }]] as const) {
      const answer = await send(method, '/api/v1/posts', body === undefined ? {} : { body })
      assert.equal(answer.status, 401)
    }
  })

  test('are not there where the module is off', async () => {
    const { send: ask } = await openReferenceServer({ MODULES: 'todos' })
    assert.equal((await ask('GET', '/api/v1/posts', { as: 'ada' })).status, 404)
  })
})
