// Generated authorization tests on APIs of every kind: versions, files, links, nested rows, a gate; and what they say to
// APIs they cannot test.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  allOf,
  anyOf,
  anyone,
  directory,
  field,
  fieldEquals,
  hasRole,
  hasScope,
  isFresh,
  isOwner,
  isService,
  not,
  rateLimit,
  related,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createSecretHasher, identity } from '../../src/identity.ts'
import { createTestApi, describeAuthorization } from '../../src/testing.ts'
import {
  authorizationChecks,
  openForAuthorization,
} from '../../src/tooling/testing/authorization-contract.ts'
import { makeFolder, passports, pdf, pictures, png, users as owners } from '../http/gallery.ts'
import { resources as linked } from '../http/links-domain.ts'
import { resources as nested } from '../http/nested-domain.ts'
import { resources as writtenTogether } from '../http/nested-writes-domain.ts'
import { versions } from '../http/versioned.ts'

const events = { emit: () => {} }

describeAuthorization('versions side by side', () => createTestApi({ versions, rateLimits: false, events }))
describeAuthorization('links', () => createTestApi({ resources: linked, events }))
describeAuthorization('nested rows', () => createTestApi({ resources: nested, events }))
describeAuthorization('rows written together', () => createTestApi({ resources: writtenTogether, events }))

const openFiles = () =>
  createTestApi({
    resources: [owners, pictures, passports],
    files: directory(makeFolder()),
    forms: true,
    events,
  })

describeAuthorization('files', openFiles, {
  async seed(app) {
    const images = { headers: { 'content-type': 'image/png' }, body: png() }
    for (const username of ['ada', 'bob']) {
      const { id } = await app.anonymous.users.create({ username })
      const { request, ...owner } = app.as({ id, roles: ['member'] })
      const picture = await owner.pictures.create({ title: username })
      assert.equal((await request('PUT', `/pictures/${picture.id}/photo`, images)).status, 201)
      const admin = app.as({ id, roles: ['admin'] })
      const contract = { headers: { 'content-type': 'application/pdf' }, body: pdf }
      const url = `/pictures/${picture.id}/contract`
      assert.equal((await admin.request('PUT', url, contract)).status, 201)
      const form = [
        '--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n7\r\n',
        '--x\r\nContent-Disposition: form-data; name="scan"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
        png(),
        '\r\n--x--\r\n',
      ].map((part) => Buffer.from(part))
      const headers = { 'content-type': 'multipart/form-data; boundary=x' }
      const made = await request('POST', '/passports', { headers, body: Buffer.concat(form) })
      assert.equal(made.status, 201, made.text)
    }
  },
})

const users = resource('users', {
  fields: { username: field.text().unique(), password: field.secret() },
  access: { create: anyone(), read: anyone() },
})
const notes = resource('notes', {
  fields: { text: field.text(), ownerId: field.owner('users') },
  access: isOwner('ownerId'),
})
describeAuthorization('an API that demands a key of everybody', () =>
  createTestApi({
    resources: [users, notes],
    identity: identity({
      users: { resource: users, login: ['username'], password: 'password' },
      hasher: createSecretHasher({ memory: 64, passes: 1 }),
      applicationKeys: { required: true },
    }),
  }),
)

const people = resource('users', {
  id: 'integer',
  fields: { username: field.text().unique() },
  access: { read: signedIn(), create: anyone() },
})
const diaries = resource('diaries', {
  fields: { text: field.text().indexed(), ownerId: field.owner('users', { id: 'integer' }) },
  access: {
    list: hasRole('admin'),
    read: anyOf(isOwner('ownerId'), hasRole('admin')),
    create: signedIn(),
    update: isOwner('ownerId'),
    delete: isOwner('ownerId'),
  },
  filter: ['text'],
  bulk: ['create', 'update', 'delete'],
})
const keyed = resource('keyed', {
  fields: { name: field.text().unique(), hint: field.text().visible(isFresh()).optional() },
  access: {
    list: not(isService()),
    read: allOf(signedIn(), isFresh()),
    create: hasRole('maker'),
    update: anyOf(hasScope('keyed:write'), isService()),
    delete: not(hasRole('maker')),
  },
  filter: ['name'],
  upsert: ['name'],
})
const placed = resource('placed', {
  id: 'text',
  upsert: true,
  fields: { isOpen: field.boolean().default(false), diaryId: field.reference('diaries').optional() },
  access: {
    read: anyOf(fieldEquals('isOpen', true), related('diary', isOwner('ownerId'))),
    create: related('diary', isOwner('ownerId')),
    update: related('diary', isOwner('ownerId')),
    delete: hasRole('admin'),
  },
  idempotency: 'required',
  ifMatch: 'required',
})
describeAuthorization('rules of every kind', () =>
  createTestApi({ resources: [people, diaries, keyed, placed], events }),
)

describe('generated authorization tests', () => {
  test('name resources of which no row can be made up', async () => {
    const { tested, lacking } = await openForAuthorization(openFiles)
    await tested.app.close()
    assert.equal(lacking.length, 1)
    assert.match(lacking[0]!, /^passports: .*scan/)
  })
  test('say that rate limits are in their way', async () => {
    const limited = resource('notes', {
      fields: { text: field.text(), ownerId: field.owner('users') },
      access: isOwner('ownerId'),
      rateLimits: [rateLimit('few', { by: 'address', allow: '3/1h' })],
    })
    const { tested } = await openForAuthorization(() => createTestApi({ resources: [users, limited] }))
    await assert.rejects(async () => {
      for (const { find } of authorizationChecks) await find(tested)
    }, /rateLimits/)
    await tested.app.close()
  })
  test('leave rows alone that were given', async () => {
    const { tested } = await openForAuthorization(() => createTestApi({ resources: [users, notes] }), {
      seed: (app) => app.anonymous.users.create({ username: 'ada', password: 'ada-password' }),
    })
    assert.equal(tested.world.rowsOf(tested.app.api.context.models.get('users')!).length, 1)
    assert.equal(tested.world.rowsOf(tested.app.api.context.models.get('notes')!).length, 4)
    await tested.app.close()
  })
})
