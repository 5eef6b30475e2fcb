import { anonymous, type Api } from 'ninety'

/** The accounts of a development server; never made in production. */
export const demoAccounts = [
  { username: 'root', password: 'root-password', isAdmin: true },
  { username: 'ada', password: 'ada-password', isAdmin: false },
  { username: 'bob', password: 'bob-password', isAdmin: false },
] as const

const tasks = ['Read the README', 'Open the documentation page', 'Change a todo with If-Match']

/** Fills an empty database with something to look at. Says whether it did. */
export const seedDemoData = (api: Api): Promise<boolean> =>
  seed(api, async (make) => {
    const [ada, bob] = await seedUsers(make)
    await seedTeam(make, ada!, bob!)
    await seedPosts(make, ada!)
    await seedStore(make)
    await seedInvoice(make)
  })

/** Fills an empty database with the accounts and their todos alone. */
export const seedAccounts = (api: Api): Promise<boolean> => seed(api, seedUsers)

function seed(api: Api, fill: (make: Make) => Promise<unknown>): Promise<boolean> {
  const { store, models } = api.context
  return store.transaction(async (session) => {
    const users = models.get('users')!
    if ((await session.count(users, { kind: 'constant', value: true })) > 0) return false
    const work = api.context.work(session, anonymous)
    await fill(async (resource, values) => {
      const model = models.get(resource)
      return model === undefined ? '' : String((await work.create(model, values, idAlone)).id)
    })
    return true
  })
}

/** Makes a row and gives back its id; of a module that is switched off, nothing. */
type Make = (resource: string, values: Readonly<Record<string, unknown>>) => Promise<string>

const idAlone = { properties: [{ name: 'id' }], expansions: [], form: 'code' } as const

/** Gives back the ids of those who administer nothing. */
async function seedUsers(make: Make): Promise<string[]> {
  const ids: string[] = []
  for (const { username, password, isAdmin } of demoAccounts) {
    const email = `${username}@example.com`
    const ownerId = await make('users', {
      username,
      email,
      emailVerified: true,
      password,
      isAdmin,
      isActive: true,
    })
    if (isAdmin) continue
    ids.push(ownerId)
    for (const task of tasks) await make('todos', { task, state: 'open', ownerId })
  }
  return ids
}

async function seedTeam(make: Make, leader: string, member: string): Promise<void> {
  const teamId = await make('teams', { title: 'Analysts', creatorId: leader })
  await make('members', { teamId, userId: leader, isLeader: true })
  await make('members', { teamId, userId: member })
}

async function seedPosts(make: Make, authorId: string): Promise<void> {
  await make('posts', {
    title: 'Problem details for HTTP APIs',
    url: 'https://www.rfc-editor.org/rfc/rfc9457',
    description: 'How an API says what went wrong.',
    authorId,
    approved: true,
  })
  await make('posts', {
    title: 'Waiting for approval',
    url: 'https://example.com/',
    authorId,
    approved: false,
  })
}

async function seedStore(make: Make): Promise<void> {
  const storeId = await make('stores', { name: 'Demo store' })
  const tagId = await make('tags', { storeId, name: 'rain' })
  for (const [name, price] of Object.entries({
    Umbrella: '12.50',
    'Rubber boots': '29.90',
    Teapot: '18.00',
  })) {
    const itemId = await make('items', { storeId, name, price })
    if (name !== 'Teapot') await make('itemsTags', { itemId, tagId })
  }
}

async function seedInvoice(make: Make): Promise<void> {
  const customerId = await make('customers', { first: 'Grace', last: 'Hopper', phone: '+1 555 0100' })
  const productId = await make('products', { name: 'Compiler', price: '99.90' })
  const invoiceId = await make('invoices', { customerId, date: '2026-11-01T09:00:00.000Z' })
  await make('lines', { invoiceId, productId, quantity: 2 })
}
