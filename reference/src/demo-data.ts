import { anonymous, type Api, type AnyResource } from 'ninety'

/** The accounts of a development server; never made in production. */
export const demoAccounts = [
  { username: 'root', password: 'root-password', isAdmin: true },
  { username: 'ada', password: 'ada-password', isAdmin: false },
  { username: 'bob', password: 'bob-password', isAdmin: false },
] as const

const tasks = ['Read the README', 'Open the documentation page', 'Change a todo with If-Match']

/** Fills an empty database with something to look at. Says whether it did. */
export async function seedDemoData(api: Api<readonly AnyResource[]>): Promise<boolean> {
  const { store, models } = api.context
  const users = models.get('users')!
  const todos = models.get('todos')
  return store.transaction(async (session) => {
    if ((await session.count(users, { kind: 'constant', value: true })) > 0) return false
    const work = api.context.work(session, anonymous)
    const id = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const
    for (const { username, password, isAdmin } of demoAccounts) {
      const email = `${username}@example.com`
      const user = await work.create(users, { username, email, password, isAdmin, isActive: true }, id)
      if (todos === undefined || isAdmin) continue
      for (const task of tasks) await work.create(todos, { task, state: 'open', ownerId: user.id }, id)
    }
    return true
  })
}
