import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { always, and, compare, isAlways, isNever } from '../../src/declaration/condition/condition.ts'
import type { Principal } from '../../src/declaration/policy/principal.ts'
import type { Expansion, Selection } from '../../src/declaration/resource/query.ts'
import { finishRow } from '../../src/protocol/query/finish-row.ts'
import { parseItemQuery } from '../../src/protocol/query/item-request.ts'
import { createView } from '../../src/protocol/query/view.ts'
import { faultsOf } from './refused.ts'
import { admin, ann, annId, anonymous, contextOf, modelOf } from './shop.ts'

const view = (name: string, query = '', principal: Principal = admin) =>
  parseItemQuery(modelOf(name), query, contextOf(principal))
const names = ({ properties }: Selection) => properties.map(({ name }) => name).join()
const expansion = (selection: Selection, name: string): Expansion =>
  selection.expansions.find(({ relation }) => relation.name === name)!
const shownTo = (principal: Principal, query = '') =>
  view('items', query, principal)
    .finish?.members?.map(({ name }) => name)
    .join()

describe('the default view', () => {
  it('shows every readable property in declared order', () => {
    assert.equal(names(view('notes').selection), 'id,text,cost,createdAt,updatedAt')
  })
  it('never shows secrets', () => assert.doesNotMatch(names(view('users').selection), /password/))
  it('is the same object for every caller', () => {
    assert.equal(view('notes', '', admin), createView(modelOf('notes'), contextOf(anonymous)))
  })
  it('is the same object for callers who see the same', () => {
    assert.equal(view('items', '', anonymous).selection.form, 'code')
    assert.equal(view('items', '', admin), view('items', '', { ...admin, id: 'other' }))
    assert.notEqual(view('items', '', admin), view('items', '', anonymous))
  })
  it('is marked as such', () => {
    assert.equal(view('notes').isDefault, true)
    assert.equal(view('notes', 'fields=id').isDefault, false)
    assert.equal(view('stores', 'expand=owner').isDefault, false)
  })
  it('leaves out what the caller may not see', () => {
    assert.match(shownTo(admin)!, /price.*note.*storeId/)
    assert.doesNotMatch(shownTo(anonymous)!, /price|note|storeId|secretPlan|pin/)
  })
  it('shows some properties on some rows only', () => {
    const { finish } = view('items', '', ann)
    assert.deepEqual(
      finish?.members?.find(({ name }) => name === 'note')?.where,
      compare('sellerId', 'eq', annId),
    )
  })
})

describe('fields', () => {
  it('shows exactly these, in declared order', () => {
    const { selection, finish } = view('items', 'fields=state,id,name')
    assert.deepEqual([names(selection), selection.form, finish], ['id,name,state', 'wire', undefined])
  })
  it('may name one twice', () => assert.equal(names(view('items', 'fields=id,id').selection), 'id'))
  it('leaves the rule of a row to the store', () => {
    const { selection } = view('items', 'fields=id,note', ann)
    assert.deepEqual(selection.properties, [
      { name: 'id' },
      { name: 'note', where: compare('sellerId', 'eq', annId) },
    ])
  })
  it('with a dot implies the expansion, with this field only', () => {
    const { selection } = view('items', 'fields=id,seller.username')
    assert.equal(names(selection), 'id')
    assert.equal(names(expansion(selection, 'seller').selection), 'username')
  })
  it('with dots only shows nothing else', () => {
    const { selection } = view('items', 'fields=store.owner.username')
    const store = expansion(selection, 'store').selection
    assert.deepEqual([names(selection), names(store)], ['', ''])
    assert.equal(names(expansion(store, 'owner').selection), 'username')
  })
  it('narrows what expand embeds', () => {
    const { selection } = view('items', 'fields=id,store.name&expand=store,tags')
    assert.equal(names(expansion(selection, 'store').selection), 'name')
    assert.equal(names(expansion(selection, 'tags').selection), 'id,name,createdAt,updatedAt')
  })
  it('narrows summaries too', () => {
    const { selection } = view('stores', 'fields=owner.username,owner.email', ann)
    assert.equal(names(expansion(selection, 'owner').otherwise!.selection), 'username')
  })
  for (const [title, query, principal] of [
    ['an unknown one', 'fields=color', admin],
    ['an empty one', 'fields=', admin],
    ['a write-only one', 'fields=pin', admin],
    ['a relation', 'fields=store', admin],
    ['one the caller does not see', 'fields=price', anonymous],
    ['one of an unknown relation', 'fields=shop.name', admin],
    ['an unknown one of a relation', 'fields=store.color', admin],
    ['one whose dots end nowhere', 'fields=store.', admin],
    ['a repeated parameter', 'fields=id&fields=name', admin],
    ['one of JavaScript', 'fields=__proto__', admin],
  ] as const) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        faultsOf(() => view('items', query, principal)).map(({ parameter }) => parameter),
        ['fields'],
      )
    })
  }
})

describe('expand', () => {
  it('embeds a reference under the rule of its resource', () => {
    const owner = expansion(view('stores', 'expand=owner', ann).selection, 'owner')
    assert.deepEqual(owner.where, compare('id', 'eq', annId))
    assert.deepEqual([owner.limit, owner.sort], [1, []])
  })
  it('embeds the summary of rows that may not be read', () => {
    const owner = expansion(view('stores', 'expand=owner', ann).selection, 'owner')
    assert.deepEqual([owner.otherwise?.where, names(owner.otherwise!.selection)], [always, 'id,username'])
  })
  it('embeds nothing where neither may be seen', () => {
    const owner = expansion(view('stores', 'expand=owner', anonymous).selection, 'owner')
    assert.ok(isNever(owner.where) && owner.otherwise === undefined)
  })
  it('embeds nothing without the scope of the other resource', () => {
    const narrow = { ...admin, scopes: new Set(['tags:read', 'stores:read']) }
    assert.ok(isNever(expansion(view('tags', 'expand=items', narrow).selection, 'items').where))
    assert.ok(isAlways(expansion(view('items', 'expand=store', narrow).selection, 'store').where))
  })
  it('embeds lists newest first, as many as a page', () => {
    const items = expansion(view('tags', 'expand=items').selection, 'items')
    assert.deepEqual([items.limit, items.sort.map(({ property }) => property)], [50, ['createdAt', 'id']])
  })
  it('embeds in lists only what lists show', () => {
    const isOpen = compare('state', 'eq', 'open')
    assert.deepEqual(expansion(view('tags', 'expand=items', ann).selection, 'items').where, isOpen)
  })
  it('leads on from embedded rows', () => {
    const { selection } = view('items', 'expand=store.owner,store,tags')
    const store = expansion(selection, 'store')
    assert.equal(names(store.selection), 'id,name,ownerId,createdAt,updatedAt')
    assert.equal(expansion(store.selection, 'owner').relation.target.name, 'users')
    assert.deepEqual(
      selection.expansions.map(({ relation }) => relation.name),
      ['store', 'tags'],
    )
  })
  for (const [title, model, query, code, principal] of [
    ['an undeclared relation', 'users', 'expand=stores', 'unknown_relation', admin],
    ['a field', 'items', 'expand=name', 'unknown_relation', admin],
    ['an empty path', 'items', 'expand=', 'unknown_relation', admin],
    ['a reference out of sight', 'items', 'expand=store', 'unknown_relation', anonymous],
    ['what the target does not expand', 'items', 'expand=seller.stores', 'unknown_relation', admin],
    ['four relations in a row', 'items', 'expand=tags.items.tags.items', 'too_deep', admin],
    ['too many paths', 'items', `expand=${Array(21).fill('store').join()}`, 'too_many_values', admin],
    ['a repeated parameter', 'items', 'expand=store&expand=tags', 'repeated_parameter', admin],
  ] as const) {
    it(`refuses ${title}`, () => {
      const faults = faultsOf(() => view(model, query, principal))
      assert.deepEqual(
        faults.map((fault) => [fault.parameter, fault.code]),
        [['expand', code]],
      )
    })
  }
  it('goes three relations deep, with fewer rows than could be', () => {
    const limited = (limit: number) => view('items', `expand=tags.items.tags&expand[tags][limit]=${limit}`)
    assert.deepEqual(
      faultsOf(() => limited(50)).map(({ parameter, code }) => [parameter, code]),
      [['expand', 'too_many_rows']],
    )
    assert.ok(limited(49).selection)
  })
  it('leaves other parameters to lists', () => {
    assert.equal(faultsOf(() => view('items', 'limit=3'))[0]?.code, 'unknown_parameter')
  })
})

describe('a view with computed properties', () => {
  const row = {
    id: '1',
    name: 'Shoe',
    price: '1.50',
    state: 'open',
    note: 'mine',
    sellerId: annId,
    storeId: 's',
    pin: '0000',
    createdAt: 'c',
    updatedAt: 'u',
  }
  it('selects the whole row for the code', () => {
    const { selection } = view('items', 'fields=id,label', anonymous)
    assert.equal(selection.form, 'code')
    assert.match(names(selection), /price.*pin.*storeId/)
  })
  it('shows only what was asked for', () => {
    const { finish } = view('items', 'fields=id,label', anonymous)
    assert.deepEqual(finishRow(finish!, row), { id: '1', label: 'Shoe (open)' })
  })
  it('shows by default what the caller may see', () => {
    const shown = finishRow(view('items', '', anonymous).finish!, row)
    assert.deepEqual(
      Object.keys(shown).filter((name) => shown[name] !== undefined),
      ['id', 'name', 'state', 'sellerId', 'createdAt', 'updatedAt', 'label'],
    )
  })
  it('decides row by row what is shown', () => {
    const { finish } = view('items', 'fields=note,label', ann)
    assert.deepEqual(finishRow(finish!, row), { note: 'mine', label: 'Shoe (open)' })
    assert.deepEqual(finishRow(finish!, { ...row, sellerId: 'x' }), { label: 'Shoe (open)' })
  })
  it('finishes embedded rows', () => {
    const { finish, selection } = view('tags', 'fields=name&expand=items')
    assert.equal(selection.form, 'wire')
    const shown = finishRow(finish!, { name: 't', items: [row] })
    assert.equal((shown['items'] as Record<string, unknown>[])[0]!['label'], 'Shoe (open)')
    assert.equal(shown['name'], 't')
  })
  it('needs no code where none is asked for', () => {
    assert.equal(view('tags', 'fields=items.name').finish, undefined)
  })
})

/** Finishes an embedded owner whose whole row has the mark. */
const finishOwner = (mark: string | undefined) => ({
  members: undefined,
  relations: [
    {
      name: 'owner',
      where: undefined,
      mark,
      finish: {
        members: [{ name: 'greeting', where: undefined, compute: () => 'hi', asNumber: false }],
        relations: [],
      },
    },
  ],
})

describe('finishing rows', () => {
  it('leaves summaries as they are', () => {
    const row = { owner: { id: '1' } }
    assert.deepEqual(finishRow(finishOwner('email'), row), row)
    assert.deepEqual(finishRow(finishOwner('email'), { owner: { id: '1', email: 'e' } }), {
      owner: { greeting: 'hi' },
    })
  })
  it('keeps references to nothing', () => {
    assert.deepEqual(finishRow(finishOwner(undefined), { owner: null }), { owner: null })
  })
  it('makes decimals declared so numbers', () => {
    const members = [{ name: 'price', where: undefined, compute: undefined, asNumber: true }]
    assert.deepEqual(finishRow({ members, relations: [] }, { price: '1.50', id: 1 }), { price: 1.5 })
  })
  it('hides embedded rows where their reference is hidden', () => {
    const relations = [
      { name: 'owner', where: and(compare('id', 'eq', 1)), mark: undefined, finish: undefined },
    ]
    const members = [{ name: 'id', where: undefined, compute: undefined, asNumber: false }]
    assert.deepEqual(finishRow({ members, relations }, { id: 2, owner: {} }), { id: 2 })
    assert.deepEqual(finishRow({ members, relations }, { id: 1, owner: {} }), { id: 1, owner: {} })
  })
})
