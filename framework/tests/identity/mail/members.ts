// An API of members who have addresses, with a mailer that keeps what it is given; every answer is checked.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { anyOf, anyone, Conflict, field, hasRole, isSelf, resource, type Events } from '../../../src/index.ts'
import {
  createSecretHasher,
  identity,
  type IdentityOptions,
  type PasswordHasher,
} from '../../../src/identity.ts'
import { inbox, type ReceivedMail } from '../../../src/mail.ts'
import { openTestStore } from '../../../src/tooling/testing/test-store.ts'
import { createTestApi } from '../../../src/testing.ts'

export const members = resource('members', {
  fields: {
    username: field.text().min(1).max(80).ignoreCase().unique(),
    email: field.email().unique().optional(),
    emailVerified: field.boolean().default(false).readOnly(),
    isActive: field.boolean().default(true),
    secret: field.secret(),
  },
  access: {
    create: anyone(),
    read: anyOf(isSelf(), hasRole('admin')),
    update: anyOf(isSelf(), hasRole('admin')),
    delete: isSelf(),
  },
})
  .before('update', ({ row, values }) => {
    if (row.username === 'stubborn' && values.secret !== undefined) throw new Conflict()
  })
  .action('fail', {
    access: hasRole('admin'),
    input: { email: field.email() },
    async run({ row, rows, input }) {
      await rows.update(row, { email: input.email })
      throw new Error('the transaction is undone')
    },
  })

export type MembersOptions = Partial<IdentityOptions<typeof members>> & { readonly publicUrl?: string | null }

/** Opens the API; it closes when the tests of the file are done. */
export async function openMembers({
  publicUrl = 'https://api.example.com',
  ...options
}: MembersOptions = {}) {
  const mails = inbox()
  const statements: string[] = []
  const events: { name: string; event: unknown }[] = []
  const listener: Events = { emit: (name, event) => void events.push({ name, event }) }
  const hasher = createCountingHasher()
  const store = openTestStore({ onStatement: (text) => statements.push(text) })
  const test = await createTestApi({
    store,
    resources: [members],
    ...(publicUrl !== null && { publicUrl }),
    events: listener,
    identity: identity({
      users: {
        resource: members,
        login: ['username'],
        password: 'secret',
        active: 'isActive',
        email: 'email',
        emailVerified: 'emailVerified',
      },
      mail: mails,
      hasher,
      ...options,
    }),
  })
  after(async () => {
    await test.close()
    await store.close()
  })
  const { request } = test
  const post = (path: string, body: unknown, headers = {}) => request('POST', path, { body, headers })
  const login = (username: string, password: string) => post('/auth/login', { username, password })
  let read = 0

  /** What was mailed since it was last asked, once there is as much as awaited. */
  const receive = async (count = 1): Promise<ReceivedMail[]> => {
    for (let turn = 0; turn < 500 && mails.messages.length - read < count; turn++) await pause(2)
    // Whatever else is on its way arrives as well.
    await pause(20)
    const received = mails.messages.slice(0, mails.messages.length - read)
    assert.equal(received.length, count, 'as many mails as awaited')
    read = mails.messages.length
    return received
  }
  return {
    ...test,
    mails,
    statements,
    events,
    hasher,
    post,
    login,
    receive,
    /** The code of the one mail that is awaited. */
    receiveCode: async (): Promise<string> => (await receive())[0]!.code!.code,
    /** Makes a member who has confirmed their address, or not. */
    async join(username: string, email: string | null = `${username}@example.com`, isConfirmed = true) {
      const body = { username, email, secret: passwordOf(username) }
      const answer = await post('/members', body)
      assert.equal(answer.status, 201)
      if (email === null) return String(answer.body['id'])
      const [mail] = await receive()
      if (isConfirmed) {
        const confirmed = await post('/auth/email-verification/confirm', { code: mail!.code!.code })
        assert.equal(confirmed.status, 204)
      }
      return String(answer.body['id'])
    },
    /** Changes a member as the administration does. */
    change: (id: string, values: object) =>
      test.as({ id: 'root', roles: ['admin'] }).request('PATCH', `/members/${id}`, {
        body: JSON.stringify(values),
        headers: { 'content-type': 'application/merge-patch+json' },
      }),
    /** A token of a member, or what was answered instead. */
    async signIn(username: string, password = passwordOf(username)) {
      const { status, body } = await login(username, password)
      return { status, headers: { authorization: `Bearer ${String(body['access_token'])}` } }
    },
  }
}

export type Members = Awaited<ReturnType<typeof openMembers>>

export const passwordOf = (username: string): string => `${username}-password`
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Costs next to nothing, and counts what is asked of it. */
function createCountingHasher(): PasswordHasher & { count: number } {
  const hasher = createSecretHasher({ memory: 64, passes: 1 })
  const counting = {
    ...hasher,
    count: 0,
    hash(text: string) {
      counting.count += 1
      return hasher.hash(text)
    },
    verify(hash: string | null | undefined, text: string) {
      counting.count += 1
      return hasher.verify(hash, text)
    },
  }
  return counting
}
