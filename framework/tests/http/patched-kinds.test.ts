// Patches of members that are more than a value: forms told apart by a discriminator, and files.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { anyone, directory, field, resource } from '../../src/index.ts'
import { createTestApi, type Answer } from '../../src/testing.ts'
import { makeFolder, png } from './gallery.ts'

const drawings = resource('drawings', {
  fields: {
    name: field.text(),
    shape: field.variant('kind', {
      circle: { radius: field.integer().min(1), label: field.text().max(5).optional() },
      square: { side: field.integer() },
    }),
    photo: field.file({ types: ['image/*'] }).optional(),
    scan: field.file().optional(),
  },
  access: anyone(),
  forms: true,
})

const api = await createTestApi({ resources: [drawings], files: directory(makeFolder()) })
after(() => api.close())
const { request } = api
const jsonPatch = (url: string, operations: readonly object[], more = {}) =>
  request('PATCH', url, {
    body: JSON.stringify(operations),
    headers: { 'content-type': 'application/json-patch+json', ...more },
  })
const make = async () => {
  const body = { name: 'x', shape: { kind: 'circle', radius: 2, label: 'a' } }
  const answer = await request('POST', '/drawings', { body })
  assert.equal(answer.status, 201, answer.text)
  return answer.headers['location']!
}
const faultsOf = ({ body }: Answer): string[] =>
  ((body['errors'] ?? []) as { pointer: string; code: string }[]).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  )

describe('a member of several forms', () => {
  it('is changed within', async () => {
    const url = await make()
    const answer = await jsonPatch(url, [
      { op: 'test', path: '/shape/kind', value: 'circle' },
      { op: 'replace', path: '/shape/radius', value: 3 },
      { op: 'remove', path: '/shape/label' },
    ])
    assert.deepEqual(answer.body['shape'], { kind: 'circle', radius: 3, label: null })
    const merged = await request('PATCH', url, { body: { shape: { radius: 4 } } })
    assert.deepEqual(merged.body['shape'], { kind: 'circle', radius: 4, label: null })
  })
  it('takes another form as a whole', async () => {
    const shape = { kind: 'square', side: 1 }
    const answer = await jsonPatch(await make(), [{ op: 'replace', path: '/shape', value: shape }])
    assert.deepEqual(answer.body['shape'], shape)
    const patch = { shape: { ...shape, radius: null, label: null } }
    assert.deepEqual((await request('PATCH', await make(), { body: patch })).body['shape'], shape)
  })
  it('is told what is wrong in terms of the patch', async () => {
    const url = await make()
    const within = await jsonPatch(url, [{ op: 'replace', path: '/shape/radius', value: 0 }])
    assert.deepEqual([within.status, ...faultsOf(within)], [422, '/0/value too_small'])
    const whole = await jsonPatch(url, [
      { op: 'test', path: '/name', value: 'x' },
      { op: 'add', path: '/shape', value: { kind: 'square', side: 'x' } },
    ])
    assert.deepEqual([whole.status, ...faultsOf(whole)], [422, '/1/value/side wrong_type'])
    const unknown = await jsonPatch(url, [{ op: 'add', path: '/shape/side', value: 1 }])
    assert.deepEqual([unknown.status, ...faultsOf(unknown)], [422, '/0/value unknown_member'])
    assert.equal((await request('GET', url)).headers['etag'], '"1"')
  })
})

describe('a file', () => {
  const upload = async () => {
    const url = await make()
    const file = new FormData()
    file.append('photo', new File([png()], 'a.png', { type: 'image/png' }))
    const sent = new Request('http://drawings', { method: 'PATCH', body: file })
    const body = Buffer.from(await sent.arrayBuffer())
    const answer = await request('PATCH', url, {
      body,
      headers: { 'content-type': sent.headers.get('content-type')! },
    })
    assert.equal(answer.status, 200, answer.text)
    return { url, photo: answer.body['photo'] }
  }

  it('is taken away', async () => {
    const { url } = await upload()
    assert.equal((await jsonPatch(url, [{ op: 'remove', path: '/photo' }])).body['photo'], null)
  })
  it('is tested as it is shown, and stays when sent back', async () => {
    const { url, photo } = await upload()
    const answer = await jsonPatch(url, [
      { op: 'test', path: '/photo', value: photo },
      { op: 'test', path: '/photo/type', value: 'image/png' },
      { op: 'replace', path: '/photo', value: photo },
    ])
    assert.deepEqual([answer.status, answer.body['photo']], [200, photo])
  })
  const attacks: [title: string, operation: object, fault: string][] = [
    ['changed within', { op: 'replace', path: '/photo/name', value: 'b.png' }, '/0/path not_uploaded'],
    [
      'pointed elsewhere',
      { op: 'replace', path: '/photo/url', value: '/etc/passwd' },
      '/0/path not_uploaded',
    ],
    ['copied to another member', { op: 'copy', from: '/photo', path: '/scan' }, '/0/path not_uploaded'],
    ['moved to another member', { op: 'move', from: '/photo', path: '/scan' }, '/0/path not_uploaded'],
    ['given a key', { op: 'add', path: '/photo/key', value: 'x' }, '/0/value unknown_member'],
  ]
  for (const [title, operation, fault] of attacks) {
    it(`cannot be ${title}`, async () => {
      const { url, photo } = await upload()
      const answer = await jsonPatch(url, [operation])
      assert.deepEqual([answer.status, ...faultsOf(answer)], [422, fault])
      const now = await request('GET', url)
      assert.deepEqual([now.headers['etag'], now.body['photo']], ['"2"', photo])
    })
  }
})

describe('a patch with a key', () => {
  it('is done once', async () => {
    const url = await make()
    const key = { 'idempotency-key': '"a-patch"' }
    const operations = [
      { op: 'test', path: '/name', value: 'x' },
      { op: 'replace', path: '/name', value: 'y' },
    ]
    const first = await jsonPatch(url, operations, key)
    const again = await jsonPatch(url, operations, key)
    assert.deepEqual([first.status, again.status, again.headers['idempotency-replayed']], [200, 200, 'true'])
    assert.deepEqual(again.body, first.body)
    assert.equal((await jsonPatch(url, operations)).status, 409)
  })
})
