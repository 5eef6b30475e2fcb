import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ModelRelation } from '../../src/declaration/resource/model.ts'
import { hasMany, manyToMany } from '../../src/declaration/resource/relation.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { field } from '../../src/declaration/schema/field.ts'

const weight = field.integer()
const items = resource('items', {
  fields: {
    storeId: field.reference('stores', { id: 'integer' }),
    parentId: field.reference('items').optional(),
  },
  relations: { tags: manyToMany('tags', { through: 'itemsTags', fields: { weight } }) },
})
const stores = resource('stores', {
  id: 'integer',
  fields: {},
  relations: { items: hasMany('items', 'storeId') },
})
const tags = resource('tags', {
  id: 'text',
  fields: {},
  relations: { items: manyToMany('items', { through: 'itemsTags', fields: { weight } }) },
})

/** What a relation leads to and by what, without the models it holds. */
const lineOf = (relation: ModelRelation | undefined) => {
  const { kind, name, target } = relation!
  const by =
    relation?.kind === 'links'
      ? `${relation.through.name}(${relation.near}, ${relation.far})`
      : (relation as { field: string }).field
  return `${name}: ${kind} ${target.name} by ${by}`
}

// The order of declarations must not matter: references may lead to what comes later.
for (const [order, resources] of [
  ['as declared', [items, stores, tags]],
  ['the other way round', [tags, stores, items]],
] as const) {
  describe(`relations, ${order}`, () => {
    const models = createModels(resources)
    const linesOf = (name: string) => [...models.get(name)!.relations.values()].map(lineOf)

    it('of references have the name without Id', () => {
      assert.deepEqual(linesOf('items').slice(0, 2), [
        'store: one stores by storeId',
        'parent: one items by parentId',
      ])
    })
    it('of many rows are led by the reference of the others', () => {
      assert.deepEqual(linesOf('stores'), ['items: many items by storeId'])
    })
    it('of links are the same table from both sides', () => {
      assert.deepEqual(linesOf('items').at(-1), 'tags: links tags by itemsTags(itemId, tagId)')
      assert.deepEqual(linesOf('tags'), ['items: links items by itemsTags(tagId, itemId)'])
      const [near, far] = [
        models.get('items')!.relations.get('tags'),
        models.get('tags')!.relations.get('items'),
      ]
      assert.ok(near?.kind === 'links' && far?.kind === 'links')
      assert.equal(near.through, far.through)
      assert.equal(near.through, models.get('itemsTags'))
    })
    it('lead to the model itself', () => {
      assert.equal(models.get('items')!.relations.get('store')!.target, models.get('stores'))
      assert.equal(models.get('items')!.relations.get('parent')!.target, models.get('items'))
    })
    it('of links have a table without an address', () => {
      const links = models.get('itemsTags')!
      assert.equal(links.internal, true)
      assert.deepEqual([...links.properties.keys()].toSorted(), [
        'createdAt',
        'id',
        'itemId',
        'tagId',
        'updatedAt',
        'weight',
      ])
    })
    it('of links are unique, end with either row and know their ids', () => {
      const links = models.get('itemsTags')!
      const [item, tag] = ['itemId', 'tagId'].map((name) => links.properties.get(name)!)
      assert.deepEqual(links.unique.flat().toSorted(), ['itemId', 'tagId'])
      assert.deepEqual([item?.definition.onDelete, tag?.definition.onDelete], ['cascade', 'cascade'])
      assert.deepEqual([item?.kind.column, tag?.kind.column], ['uuid', 'text'])
    })
  })
}
