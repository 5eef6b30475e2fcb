// A resource with a member of every standing, asked with patches of either kind.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { anyone, field, Forbidden, hasRole, resource, type Events } from '../../src/index.ts'
import { createTestApi, type Answer } from '../../src/testing.ts'

const users = resource('users', { fields: { name: field.text() }, access: anyone() })

export const papers = resource('papers', {
  fields: {
    title: field.text().min(1).max(20),
    note: field.text().max(200).optional(),
    price: field.decimal().default('12.50'),
    rate: field.decimal().asNumber().default('1.50'),
    count: field.integer().min(0).default(0),
    tags: field.list(field.text().max(5)).max(4).default([]),
    doc: field.json().optional(),
    shape: field
      .json({
        type: 'object',
        properties: { width: { type: 'integer' }, height: { type: 'integer' } },
        required: ['width'],
        additionalProperties: false,
      })
      .optional(),
    views: field.integer().readOnly().default(7),
    log: field
      .json()
      .readOnly()
      .default({ by: null, lines: [1, 2] }),
    rank: field.text().default('plain').writable(hasRole('admin')),
    margin: field.text().default('secret margin').visible(hasRole('admin')),
    plan: field.json().default({ step: 1 }).visible(hasRole('admin')),
    pin: field.text().max(20).writeOnly().optional(),
    vault: field.json().writeOnly().optional(),
    password: field.secret().optional(),
    adminKey: field.secret().optional().writable(hasRole('admin')),
    hint: field.text().max(20).transient(),
    ownerId: field.owner('users'),
  },
  access: anyone(),
  expand: ['owner'],
})
  .computed('label', field.text(), ({ title }) => `<${title}>`)
  .check('update', ({ values }) => {
    if (values.hint === 'wrong') throw new Forbidden({ detail: 'Not that one.' })
  })
  .before('update', ({ values }) => {
    seen.push(values)
    return values.hint === undefined || values.hint === null ? undefined : { note: `hinted ${values.hint}` }
  })

/** The values of every update, as hooks see them. */
export const seen: Readonly<Record<string, unknown>>[] = []
const failures: unknown[] = []
const events: Events = {
  emit: (name, event) =>
    void (name === 'request.failed' && failures.push((event as { error: unknown }).error)),
}

export const api = await createTestApi({ resources: [users, papers], events })
after(async () => {
  await api.close()
  assert.deepEqual(failures, [])
})

export const ada = api.as({ id: (await api.anonymous.users.create({ name: 'ada' })).id })
export const admin = api.as({ id: '01999999-0000-7000-8000-000000000009', roles: ['admin'] })

/** A paper that somebody made, and what is asked of it. */
export type Paper = Awaited<ReturnType<typeof makePaper>>

let made = 0

/** Makes a paper, which knows how it is patched and whether it was changed. */
export async function makePaper(values: Readonly<Record<string, unknown>> = {}) {
  const title = `Paper ${++made}`
  const answer = await ada.request('POST', '/papers', { body: { title, ...values } })
  assert.equal(answer.status, 201, answer.text)
  const url = answer.headers['location']!
  const send = (type: string, body: unknown, headers: Readonly<Record<string, string>> = {}, caller = ada) =>
    caller.request('PATCH', url, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': type, ...headers },
    })
  const read = async (caller = admin) => caller.request('GET', url)
  const before = await read()
  return {
    url,
    row: answer.body,
    read,
    patch: (body: unknown, headers?: Readonly<Record<string, string>>, caller = ada) =>
      send('application/json-patch+json', body, headers, caller),
    merge: (body: unknown, headers?: Readonly<Record<string, string>>, caller = ada) =>
      send('application/merge-patch+json', body, headers, caller),
    /** Fails where anything of it was changed, seen or not. */
    async isUnchanged(): Promise<void> {
      const now = await read()
      assert.deepEqual([now.headers['etag'], now.body], [before.headers['etag'], before.body])
    },
  }
}

/** The places and codes of a problem's errors: `/1/path read_only`. */
export const faultsOf = ({ body }: Answer): string[] =>
  ((body['errors'] ?? []) as { pointer?: string; code: string }[]).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  )
