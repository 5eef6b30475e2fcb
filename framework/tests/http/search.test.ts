// `?q=`: what is found, by whom, in which order, and beside everything else a list can be asked for.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import {
  anyOf,
  anyone,
  field,
  hasRole,
  isOwner,
  manyToMany,
  hasMany,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'

const users = resource('users', { fields: { name: field.text() }, access: anyone() })
const items = resource('items', {
  fields: {
    name: field.text(),
    description: field.text().multiline().default('').visible(signedIn()),
    plan: field.text().optional().visible(hasRole('admin')),
    note: field.text().optional().visible(isOwner('ownerId')),
    price: field.decimal().default('1.00'),
    ownerId: field.owner('users', { onDelete: 'cascade' }),
  },
  access: anyone(),
  filter: ['price', 'name', 'owner.name'],
  sort: ['name', 'price'],
  search: ['name', 'description', 'plan', 'note'],
  expand: ['owner', 'tags'],
  relations: { tags: manyToMany('tags', { through: 'itemTags' }), marks: hasMany('marks', 'itemId') },
})
const tags = resource('tags', { fields: { label: field.text() }, access: anyone() })
const marks = resource('marks', {
  fields: { text: field.text(), itemId: field.reference('items', { onDelete: 'cascade' }) },
  access: anyone(),
  search: ['text'],
})
const finds = resource('finds', {
  fields: {
    text: field.text(),
    secretly: field.text().visible(hasRole('admin')).optional(),
    rank: field.integer().default(0),
  },
  access: anyone(),
  search: ['text', 'secretly'],
}).action('find', {
  on: 'collection',
  input: { search: field.text(), byRank: field.boolean().default(false) },
  output: { texts: field.list(field.text()) },
  run: async ({ rows, input: { search, byRank } }) => {
    const found = await rows.list({ search, where: { rank: { lt: 5 } }, ...(byRank && { sort: ['rank'] }) })
    return { texts: found.map(({ text }) => text) }
  },
})
const unsearched = resource('unsearched', { fields: { text: field.text() }, access: anyone() }).action(
  'find',
  {
    on: 'collection',
    output: { found: field.integer() },
    run: async ({ rows }) => ({ found: (await rows.list({ search: 'x' })).length }),
  },
)
const diaries = resource('diaries', {
  fields: { text: field.text(), ownerId: field.owner('users') },
  access: anyOf(isOwner('ownerId'), hasRole('admin')),
  search: ['text'],
})
const hidden = resource('hidden', {
  fields: { text: field.text().visible(hasRole('admin')), note: field.text().optional().visible(signedIn()) },
  access: anyone(),
  search: ['text'],
})

const app = await createTestApi({
  resources: [users, items, tags, marks, diaries, hidden, finds, unsearched],
})
after(() => app.close())
const [ada, bob] = await Promise.all(['ada', 'bob'].map((name) => app.anonymous.users.create({ name })))
const asAda = app.as({ id: ada!.id })
const asBob = app.as({ id: bob!.id })
const asRoot = app.as({ id: bob!.id, roles: ['admin'] })

type Asker = Pick<typeof asAda, 'request'>
interface List {
  readonly data: readonly { readonly id: string; readonly name: string; readonly text: string }[]
  readonly page: Readonly<Record<string, any>>
  readonly errors: readonly { readonly parameter: string; readonly code: string }[]
}
const ask = async (url: string, by: Asker = asAda) => {
  const { status, body } = await by.request<List>('GET', url)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const names = async (query: string, by?: Asker) =>
  (await ask(`/items?${query}`, by)).data.map(({ name }) => name)
const refusal = async (url: string, by: Asker = asAda) => {
  const { status, body } = await by.request<List>('GET', url)
  assert.equal(status, 400, JSON.stringify(body))
  return body.errors.map(({ parameter, code }) => `${parameter} ${code}`).join()
}

for (const [name, description, price] of [
  ['Green tea', 'From the hills.', '5.00'],
  ['Teapot', 'Green, for two.', '20.00'],
  ['Cup', 'For tea.', '3.00'],
  ['Crème brûlée', 'Sweet & "burnt"', '6.00'],
] as const) {
  await asAda.items.create({ name, description, price, note: `mine: ${name}` })
}
await asRoot.items.create({ name: 'Kettle', plan: 'to sell tea machines' })

describe('a search', () => {
  const rows: readonly [query: string, found: readonly string[]][] = [
    ['q=tea', ['Green tea', 'Teapot', 'Cup']],
    ['q=TEA', ['Green tea', 'Teapot', 'Cup']],
    ['q=green+tea', ['Green tea', 'Teapot']],
    ['q=tea+green', ['Green tea']],
    ['q=green+te', ['Green tea', 'Teapot']],
    ['q=%22green+tea%22', ['Green tea']],
    ['q=%22tea%22', ['Green tea', 'Cup']],
    ['q=creme+BRULEE', ['Crème brûlée']],
    ['q=brûl', ['Crème brûlée']],
    ['q=sweet%26burnt', ['Crème brûlée']],
    ['q=tea+OR+cup', []],
    ['q=coffee', []],
    ['q=for', ['Teapot', 'Cup']],
  ]
  for (const [query, found] of rows) {
    it(`${query} finds ${found.length}`, async () =>
      assert.deepEqual((await names(query)).toSorted(), [...found].toSorted()))
  }

  it('shows what fits best first, unless told otherwise', async () => {
    assert.deepEqual(await names('q=green'), ['Green tea', 'Teapot'])
    assert.deepEqual(await names('q=%22tea%22'), ['Green tea', 'Cup'])
    assert.deepEqual(await names('q=tea&sort=name'), ['Cup', 'Green tea', 'Teapot'])
    assert.deepEqual(await names('q=tea&sort=-price'), ['Teapot', 'Green tea', 'Cup'])
  })

  it('goes with filters, where, totals, pages and what is shown', async () => {
    assert.deepEqual(await names('q=tea&price[lt]=10&sort=name'), ['Cup', 'Green tea'])
    assert.deepEqual(await names('q=tea&where={"not":{"name":"Cup"}}&owner.name=ada&sort=name'), [
      'Green tea',
      'Teapot',
    ])
    assert.deepEqual(await names('q=tea&owner.name=bob'), [])
    for (const total of ['exact', 'estimated']) {
      const { page } = await ask(`/items?q=tea&limit=1&total=${total}`)
      assert.deepEqual([page['total'], 'totalIsEstimate' in page], [3, false])
    }
    const { page } = await ask('/items?q=tea&page=2&limit=2&total=exact')
    assert.equal(page['last'], '/items?q=tea&limit=2&total=exact&page=2')
    const { data } = await ask('/items?q=%22green+tea%22&fields=name,owner.name&expand=tags')
    assert.deepEqual(data, [{ name: 'Green tea', owner: { name: 'ada' }, tags: [] }])
  })

  it('is refused where it cannot be read', async () => {
    assert.equal(await refusal('/items?q='), 'q no_words')
    assert.equal(await refusal('/items?q=%21%3F'), 'q no_words')
    assert.equal(await refusal(`/items?q=${'a'.repeat(201)}`), 'q too_long')
    assert.equal(await refusal(`/items?q=${'a+'.repeat(21)}`), 'q too_many_words')
    assert.equal(await refusal('/items?q=a&q=b'), 'q repeated_parameter')
    assert.equal(await refusal('/tags?q=a'), 'q unknown_parameter')
    assert.equal(await refusal('/items?q=a&after=xxxxxxxxxxxxxxxxxxxxxxxx'), 'after invalid_cursor')
  })

  it('survives whatever is sent', async () => {
    const odd = [
      '"',
      '""',
      "'",
      '*',
      'a*',
      '^a',
      'a:b',
      '{name}:a',
      'a AND',
      'NOT a',
      'NEAR(a b)',
      '(a',
      ')',
      '\\',
      '%',
      'a"b"c',
      '-a',
      'a+b',
      ';',
      '--',
      '\u0000',
      '\ud800',
      '😀a',
      'ß',
      'ﬁ',
      '\u202ea',
      'a\u0301',
      '١',
    ]
    for (const text of odd) {
      const url = `/items?q=${encodeURIComponent(text.toWellFormed())}`
      const { status, body } = await asAda.request<List>('GET', url)
      assert.ok(
        status === 200 || (status === 400 && body.errors[0]!.code === 'no_words'),
        `${text}: ${status}`,
      )
    }
  })
})

describe('a search finds only what its caller may see', () => {
  it('in fields that are shown to them', async () => {
    assert.deepEqual(await names('q=green', app.anonymous), ['Green tea'])
    assert.deepEqual(await names('q=green', asBob), ['Green tea', 'Teapot'])
    assert.deepEqual(await names('q=machines', asAda), [])
    assert.deepEqual(await names('q=machines', asRoot), ['Kettle'])
    assert.equal((await ask('/items?q=hills&total=exact', app.anonymous)).page['total'], 0)
  })
  it('not in fields that are shown for some rows only', async () => {
    assert.deepEqual(await names('q=mine', asAda), [])
    assert.deepEqual(await names('q=mine', asRoot), [])
  })
  it('and not at all where they see none of them', async () => {
    await asRoot.hidden.create({ text: 'plan', note: 'x' })
    assert.equal(await refusal('/hidden?q=plan', asAda), 'q unknown_parameter')
    assert.equal(await refusal('/hidden?q=plan', app.anonymous), 'q unknown_parameter')
    assert.equal((await ask('/hidden?q=plan', asRoot)).data.length, 1)
  })
  it('in rows they may read, which alone are counted', async () => {
    await asAda.diaries.create({ text: 'secret tea' })
    await asBob.diaries.create({ text: 'secret cup' })
    const found = async (by: Asker) => {
      const { data, page } = await ask('/diaries?q=secret&total=exact', by)
      assert.equal(page['total'], data.length)
      return data.map(({ text }) => text).toSorted()
    }
    assert.deepEqual(await found(asAda), ['secret tea'])
    assert.deepEqual(await found(asBob), ['secret cup'])
    assert.deepEqual(await found(asRoot), ['secret cup', 'secret tea'])
  })
  it('and others change nothing about how they stand', async () => {
    await asAda.diaries.create({ text: 'alpha alpha beta' })
    await asAda.diaries.create({ text: 'alpha beta beta' })
    const look = async () => {
      const { data, page } = await ask('/diaries?q=alpha+beta&limit=1')
      return [data, page]
    }
    const before = await look()
    for (let index = 0; index < 10; index++)
      await asBob.diaries.create({ text: `beta ${'beta '.repeat(index)}` })
    assert.deepEqual(await look(), before)
  })
})

describe('pages of a search', () => {
  it('come once each, both ways, while rows come and go', async () => {
    const item = await asAda.items.create({ name: 'with marks' })
    for (let index = 0; index < 45; index++) {
      const text = `mark${' word'.repeat(index % 5)}${' mark'.repeat(index % 3)}`
      await asAda.marks.create({ text, itemId: item.id })
    }
    const whole = (await ask('/marks?q=mark&limit=100')).data.map(({ id }) => id)
    assert.equal(whole.length, 45)
    const walk = async (url: string, along: 'next' | 'prev', visit = async () => {}) => {
      const seen: string[] = []
      let last = url
      for (let at: string | null = url; at !== null;) {
        const { data, page }: List = await ask(at)
        const ids = data.map(({ id }) => id)
        if (along === 'next') seen.push(...ids)
        else seen.unshift(...ids)
        last = at
        at = page[along]
        await visit()
      }
      return { seen, last }
    }
    const forth = await walk('/marks?q=mark&limit=7', 'next')
    assert.deepEqual(forth.seen, whole)
    assert.deepEqual((await walk(forth.last, 'prev')).seen, whole)
    const doomed: string[] = []
    const meanwhile = async () => {
      const { id } = await asAda.marks.create({ text: 'mark mark mark', itemId: item.id })
      doomed.push(id)
      if (doomed.length > 3) await asAda.marks.delete(doomed.shift()!)
    }
    const { seen } = await walk('/marks?q=mark&limit=7', 'next', meanwhile)
    assert.equal(new Set(seen).size, seen.length)
    assert.deepEqual(
      whole.filter((id) => !seen.includes(id)),
      [],
    )
    await asAda.items.delete(item.id)
    assert.deepEqual((await ask('/marks?q=mark')).data, [])
  })

  it('belong to their search', async () => {
    const { next } = (await ask('/items?q=tea&limit=1')).page
    const cursor = new URLSearchParams(next.split('?')[1]).get('after')
    assert.equal(await refusal(`/items?q=cup&limit=1&after=${cursor}`), 'after invalid_cursor')
    assert.equal(await refusal(`/items?limit=1&after=${cursor}`), 'after invalid_cursor')
    assert.equal(await refusal(`/items?q=tea&sort=name&after=${cursor}`), 'after invalid_cursor')
    assert.equal(await refusal(`/items?q=tea&after=${cursor}`, asBob), 'after invalid_cursor')
    assert.equal((await ask(`/items?q=tea&limit=1&after=${cursor}`)).data.length, 1)
  })

  it('have a tag', async () => {
    const { headers } = await asAda.request('GET', '/items?q=tea')
    const again = await asAda.request('GET', '/items?q=tea', {
      headers: { 'if-none-match': headers['etag']! },
    })
    assert.equal(again.status, 304)
  })
})

describe('code of the server', () => {
  it('searches every declared field, with the same words', async () => {
    for (const [text, secretly, rank] of [
      ['tea and more words', null, 1],
      ['tea', null, 2],
      ['cup', 'for tea', 0],
      ['tea', null, 9],
    ] as const) {
      await asRoot.finds.create({ text, secretly, rank })
    }
    const find = async (search: string, byRank = false) =>
      (await app.anonymous.finds.find({ search, byRank })).texts
    assert.deepEqual(await find('tea'), ['tea', 'tea and more words', 'cup'])
    assert.deepEqual(await find('te', true), ['cup', 'tea and more words', 'tea'])
    assert.deepEqual(await find('"more words"'), ['tea and more words'])
  })
  it('is refused what has no words, and what is not declared', async () => {
    const { status, body } = await app.anonymous.request<List>('POST', '/finds/find', {
      body: { search: '?' },
    })
    assert.deepEqual([status, body.errors[0]!.code], [400, 'no_words'])
    assert.equal((await app.anonymous.request('POST', '/unsearched/find')).status, 500)
  })
})

describe('a QUERY', () => {
  it('searches as a GET does', async () => {
    const body = { q: 'tea', where: { price: { lt: '10.00' } }, sort: ['name'], fields: ['name'] }
    const answer = await asAda.request<List>('QUERY', '/items', { body })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body.data, [{ name: 'Cup' }, { name: 'Green tea' }])
    const wrong = await asAda.request<any>('QUERY', '/items', { body: { q: '!' } })
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/q'])
  })
  it('leads on to its other pages', async () => {
    const body = { q: 'tea', limit: 1 }
    const seen: string[] = []
    let url: string | null = '/items'
    while (url !== null) {
      const { body: list }: { body: List } =
        seen.length === 0
          ? await asAda.request<List>('QUERY', url, { body })
          : await asAda.request<List>('GET', url)
      seen.push(...list.data.map(({ name }) => name))
      url = list.page['next']
    }
    assert.deepEqual(seen, await names('q=tea'))
  })
})

describe('the typed client', () => {
  it('searches', async () => {
    const { data } = await asAda.items.list({
      q: 'green',
      sort: ['name'],
      filter: { price: { gt: '10.00' } },
    })
    assert.deepEqual(
      data.map(({ name }) => name),
      ['Teapot'],
    )
  })
})

describe('the document', () => {
  const parametersOf = (path: string) =>
    (app.api.document().paths[path]!.get!.parameters as readonly { readonly name?: string }[]).map(
      ({ name }) => name,
    )
  it('has the parameter where there is something to search', () => {
    assert.equal(parametersOf('/items').includes('q'), true)
    assert.equal(parametersOf('/tags').includes('q'), false)
  })
})
