import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  always,
  compare,
  never,
  not,
  some,
  type Condition,
} from '../../../declaration/condition/condition.ts'
import type { Expansion, Selection } from '../../../declaration/resource/query.ts'
import { modelOf, select, Trial, type OpenStore } from './trial.ts'

type Json = Record<string, unknown>

/** Builds an expansion that shows every row in the order of its id, unless told otherwise. */
function expand(
  name: string,
  relation: string,
  selection: Selection,
  more: Partial<Expansion> = {},
): Expansion {
  return {
    relation: modelOf(name).relations.get(relation)!,
    where: always,
    selection,
    sort: [],
    limit: 100,
    ...more,
  }
}

/** An owner nobody may see, but whose name those may for whom a condition holds. */
function summarise(where: Condition): Expansion {
  return expand('books', 'owner', select('people', ['name', 'email']), {
    where: never,
    otherwise: { where, selection: select('people', ['name']) },
  })
}

/** Related rows inside rows, and members that only some rows show. */
export function describeExpansions(open: OpenStore): void {
  describe('expansions', () => {
    const trial = new Trial(open)
    const ids: Record<string, string | number> = {}
    const titles = select('books', ['title'])
    const read = (name: string, id: string, ...expansions: Expansion[]): Promise<Json> =>
      trial.read(name, ids[id]!, select(name, [], expansions))

    before(async () => {
      const add = async (key: string, name: string, values: Json) => {
        ids[key] = (await trial.insert(name, values)).id
      }
      await add('ada', 'people', { name: 'Ada "quoted"', email: 'ada@example.org' })
      await add('bob', 'people', { name: 'Bob', mentorId: ids['ada'] })
      await add('shelf', 'shelves', { title: 'full' })
      await add('empty', 'shelves', { title: 'empty' })
      for (const [title, pages] of [
        ['c', 3],
        ['a', null],
        ['d', 1],
        ['b', 3],
      ] as const) {
        await add(title, 'books', { title, pages, shelfId: ids['shelf'], ownerId: ids['bob'] })
      }
      await add('loose', 'books', { title: 'loose' })
      for (const label of ['red', 'blue']) await add(label, 'tags', { label })
      await add('link', 'bookTags', { bookId: ids['a'], tagId: ids['red'] })
      await add('link', 'bookTags', { bookId: ids['a'], tagId: ids['blue'] })
      await add('link', 'bookTags', { bookId: ids['b'], tagId: ids['red'] })
    })

    test('a reference is one object', async () => {
      const owner = expand('books', 'owner', select('people', ['id', 'name']))
      assert.deepEqual(await read('books', 'a', owner), { owner: { id: ids['bob'], name: 'Bob' } })
    })

    test('an absent reference is null', async () => {
      assert.deepEqual(await read('books', 'loose', expand('books', 'owner', select('people', ['name']))), {
        owner: null,
      })
    })

    test('a hidden row is null', async () => {
      const owner = expand('books', 'owner', select('people', ['name']), {
        where: compare('name', 'ne', 'Bob'),
      })
      assert.deepEqual(await read('books', 'a', owner), { owner: null })
    })

    test('a hidden row shows its summary where that is allowed', async () => {
      assert.deepEqual(await read('books', 'a', summarise(always)), { owner: { name: 'Bob' } })
      assert.deepEqual(await read('books', 'a', summarise(never)), { owner: null })
    })

    test('a visible row shows itself, not its summary', async () => {
      const owner = expand('books', 'owner', select('people', ['name', 'email']), {
        otherwise: { where: always, selection: select('people', ['id']) },
      })
      assert.deepEqual(await read('books', 'a', owner), { owner: { name: 'Bob', email: null } })
    })

    test('rows that refer are a list in its order', async () => {
      const books = expand('shelves', 'books', titles, { sort: [{ property: 'pages', descending: true }] })
      assert.deepEqual(await read('shelves', 'shelf', books), {
        books: [{ title: 'c' }, { title: 'b' }, { title: 'd' }, { title: 'a' }],
      })
    })

    test('a list is cut to its limit', async () => {
      const books = expand('shelves', 'books', titles, {
        sort: [{ property: 'title', descending: false }],
        limit: 2,
      })
      assert.deepEqual(await read('shelves', 'shelf', books), { books: [{ title: 'a' }, { title: 'b' }] })
    })

    test('a list shows only what may be seen', async () => {
      const books = expand('shelves', 'books', titles, { where: compare('pages', 'null', true) })
      assert.deepEqual(await read('shelves', 'shelf', books), { books: [{ title: 'a' }] })
    })

    test('a list shows only what is wanted, before it is cut', async () => {
      const filter = compare('pages', 'eq', 3)
      const sort = [{ property: 'title', descending: true }]
      const wanted = expand('shelves', 'books', titles, { filter, sort, limit: 1 })
      assert.deepEqual(await read('shelves', 'shelf', wanted), { books: [{ title: 'c' }] })
      const hidden = expand('shelves', 'books', titles, { where: not(filter), filter })
      assert.deepEqual(await read('shelves', 'shelf', hidden), { books: [] })
    })

    test('summaries are shown only of what is wanted', async () => {
      const summary = { where: always, selection: select('people', ['name']) }
      const named = (name: string) =>
        expand('books', 'owner', select('people', ['name', 'email']), {
          where: never,
          otherwise: summary,
          filter: compare('name', 'eq', name),
        })
      assert.deepEqual(await read('books', 'a', named('Bob')), { owner: { name: 'Bob' } })
      assert.deepEqual(await read('books', 'a', named('Ada')), { owner: null })
    })

    test('a list of nothing is empty', async () => {
      assert.deepEqual(await read('shelves', 'empty', expand('shelves', 'books', titles)), { books: [] })
    })

    test('links show the far side, from both sides', async () => {
      const tags = expand('books', 'tags', select('tags', ['label']))
      const books = expand('tags', 'books', titles, { sort: [{ property: 'title', descending: true }] })
      assert.deepEqual(await read('books', 'a', tags), { tags: [{ label: 'red' }, { label: 'blue' }] })
      assert.deepEqual(await read('books', 'c', tags), { tags: [] })
      assert.deepEqual(await read('tags', 'red', books), { books: [{ title: 'b' }, { title: 'a' }] })
    })

    test('expansions nest, and come back to where they began', async () => {
      const shelfAgain = expand('books', 'shelf', select('shelves', ['title']))
      const mentor = expand('people', 'mentor', select('people', ['name']))
      const owner = expand('books', 'owner', select('people', ['name'], [mentor]))
      const tags = expand('books', 'tags', select('tags', ['label']), {
        where: compare('label', 'eq', 'red'),
      })
      const books = expand('shelves', 'books', select('books', ['title'], [owner, tags, shelfAgain]), {
        where: compare('title', 'in', ['a', 'd']),
        sort: [{ property: 'title', descending: false }],
      })
      const bob = { name: 'Bob', mentor: { name: 'Ada "quoted"' } }
      const shelf = { title: 'full' }
      assert.deepEqual(await read('shelves', 'shelf', books), {
        books: [
          { title: 'a', owner: bob, tags: [{ label: 'red' }], shelf },
          { title: 'd', owner: bob, tags: [], shelf },
        ],
      })
    })

    test('a resource expands itself both ways', async () => {
      const mentor = expand('people', 'mentor', select('people', ['name']))
      const pupils = expand('people', 'pupils', select('people', ['name'], [mentor]))
      assert.deepEqual(await read('people', 'ada', mentor, pupils), {
        mentor: null,
        pupils: [{ name: 'Bob', mentor: { name: 'Ada "quoted"' } }],
      })
    })

    test('expansions come with lists and with writes', async () => {
      const owner = expand('books', 'owner', select('people', ['name']))
      const selection = select('books', ['title'], [owner])
      const where = compare('title', 'in', ['a', 'loose'])
      const page = await trial.list('books', {
        where,
        selection,
        sort: [{ property: 'title', descending: false }],
      })
      assert.deepEqual(
        page.rows.map(({ json }) => JSON.parse(json) as unknown),
        [
          { title: 'a', owner: { name: 'Bob' } },
          { title: 'loose', owner: null },
        ],
      )
      const change = {
        id: ids['loose']!,
        version: 1,
        values: { ownerId: ids['ada'] },
        at: '2026-03-02T00:00:00.000Z',
      }
      const changed = await trial.store.update(modelOf('books'), change, selection)
      assert.deepEqual(JSON.parse(changed!.json), { title: 'loose', owner: { name: 'Ada "quoted"' } })
      const { id } = await trial.insert('books', { title: 'temporary' })
      const again = await trial.store.update(
        modelOf('books'),
        { id, version: 1, values: { ownerId: ids['bob'] }, at: '2026-03-02T00:00:00.000Z' },
        select(
          'books',
          [],
          [expand('books', 'owner', select('people', ['name'], [expand('people', 'books', titles)]))],
        ),
      )
      const { owner: bob } = JSON.parse(again!.json) as { owner: { books: unknown[] } }
      assert.equal(bob.books.length, 5)
    })

    const conditional: readonly (readonly [
      title: string,
      shown: readonly [string, Condition?][],
      keys: string[],
    ])[] = [
      [
        'a member stands where its condition holds',
        [['id'], ['email', always], ['name']],
        ['id', 'email', 'name'],
      ],
      ['a member is left out where it fails', [['id'], ['email', never], ['name']], ['id', 'name']],
      ['the first member may be left out', [['email', never], ['name']], ['name']],
      ['the last member may be left out', [['name'], ['email', never]], ['name']],
      [
        'only the last of many may be left',
        [
          ['email', never],
          ['id', never],
          ['name', always],
        ],
        ['name'],
      ],
      [
        'all members may be left out',
        [
          ['email', never],
          ['name', never],
        ],
        [],
      ],
      [
        'a condition may look at the row',
        [['email', compare('name', 'eq', 'BOB', 'nocase')], ['name']],
        ['email', 'name'],
      ],
      ['a condition may be turned round', [['email', not(compare('name', 'eq', 'Bob'))], ['name']], ['name']],
      [
        'a condition may look at other rows',
        [['email', some('mentor', always)], ['name']],
        ['email', 'name'],
      ],
    ]
    for (const [title, shown, keys] of conditional) {
      test(title, async () => {
        const properties = shown.map(([name, where]) => (where === undefined ? { name } : { name, where }))
        const row = await trial.read('people', ids['bob']!, { properties, expansions: [], form: 'wire' })
        assert.deepEqual(Object.keys(row), keys)
      })
    }

    test('an expansion after members left out is well-formed', async () => {
      const selection: Selection = {
        properties: [{ name: 'title', where: never }],
        expansions: [expand('books', 'owner', select('people', ['name']))],
        form: 'wire',
      }
      assert.deepEqual(await trial.read('books', ids['a']!, selection), { owner: { name: 'Bob' } })
    })
  })
}
