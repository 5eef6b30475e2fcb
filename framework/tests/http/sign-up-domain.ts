// An API whose users sign up by a policy; every answer is checked against its document.
import { after } from 'node:test'
import { createSecretHasher, identity, type SignUp } from '../../src/identity.ts'
import { anyOf, Conflict, field, hasMany, hasRole, isSelf, resource, signedIn } from '../../src/index.ts'
import { createFakeClock, createTestApi } from '../../src/testing.ts'
import { openTestDatabase, openTestStore } from '../../src/tooling/testing/test-store.ts'

const selfOrAdmin = anyOf(isSelf(), hasRole('admin'))

/** Users whom admins make, in lists and by PUT too. */
export const users = resource('users', {
  fields: {
    username: field.text().min(3).ignoreCase().unique(),
    email: field.email().unique(),
    isAdmin: field.boolean().default(false).writable(hasRole('admin')),
    clubId: field.reference('clubs').optional(),
    password: field.secret(),
  },
  access: {
    list: hasRole('admin'),
    read: selfOrAdmin,
    create: hasRole('admin'),
    update: selfOrAdmin,
    delete: selfOrAdmin,
  },
  bulk: ['create'],
  upsert: true,
}).after('create', ({ row }) => {
  if (row.username === 'banned') throw new Conflict()
})

/** Whoever is signed in makes one, with members. */
export const clubs = resource('clubs', {
  fields: { name: field.text() },
  relations: { members: hasMany('users', 'clubId', { nested: true }) },
  access: { list: hasRole('admin'), read: hasRole('admin'), create: signedIn() },
})

const hasher = createSecretHasher({ memory: 64, passes: 1 })

export async function openSignUp(
  signUp: SignUp | undefined,
  { database }: { readonly database?: string } = {},
) {
  const statements: string[] = []
  const emitted: string[] = []
  const onStatement = (sql: string) => void statements.push(sql)
  const store =
    database === undefined ? openTestStore({ onStatement }) : openTestDatabase(database, { onStatement })
  const clock = createFakeClock()
  const api = await createTestApi({
    resources: [users, clubs],
    store,
    clock,
    forms: true,
    events: { emit: (name, event) => void emitted.push(`${name} ${JSON.stringify(event)}`) },
    identity: identity({
      users: {
        resource: users,
        login: ['username', 'email'],
        password: 'password',
        admin: { isAdmin: true },
        roles: ({ isAdmin }) => (isAdmin ? ['admin'] : []),
      },
      hasher,
      ...(signUp !== undefined && { signUp }),
    }),
  })
  after(async () => {
    await api.close()
    await store.close()
  })
  const root = api.as({ id: 'root', roles: ['admin'] })
  /** What a sign-up is answered with. */
  const join = async (
    username: string,
    headers: Readonly<Record<string, string>> = {},
    more: object = {},
  ) => {
    const { status, body } = await api.request<Answered>('POST', '/users', {
      body: toUser(username, more),
      headers,
    })
    return status === 201 ? '201' : `${status} ${body.code}`
  }
  const names = async () => {
    const { body } = await root.request<{ data: { username: string }[] }>('GET', '/users')
    return body.data.map(({ username }) => username).sort()
  }
  return { ...api, root, join, names, emitted, statements }
}

/** What of any answer is looked at. */
export interface Answered {
  readonly code?: string
  readonly detail?: string
}

export const toUser = (username: string, more: object = {}) => ({
  username,
  email: `${username}@example.com`,
  password: 'correct horse battery',
  ...more,
})
