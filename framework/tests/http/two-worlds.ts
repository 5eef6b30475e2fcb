// Two worlds that are one to bob, to his narrow token and to strangers: they differ in what is hidden from these alone.
import {
  anyOf,
  anyone,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isOwner,
  isSelf,
  manyToMany,
  resource,
  signedIn,
} from '../../src/index.ts'
import { createTestApi } from '../../src/testing.ts'
import { insertRows, type RowValues } from './insert-rows.ts'

const readable = anyOf(fieldEquals('isPublic', true), isOwner('ownerId'))
const own = {
  isPublic: field.boolean().default(true).indexed(),
  ownerId: field.reference('people', { id: 'text' }).readOnly().default('bob'),
} as const
const weights = { weight: field.integer().default(0) } as const

const people = resource('people', {
  id: 'text',
  fields: { name: field.text().indexed(), email: field.text().indexed() },
  access: { list: anyone(), read: isSelf(), update: isSelf() },
  summary: { fields: ['id', 'name'], access: signedIn() },
  filter: ['name', 'email'],
  sort: ['name', 'email'],
  search: ['name', 'email'],
  relations: { notes: hasMany('notes', 'ownerId') },
  expand: ['notes'],
})
const vaults = resource('vaults', {
  id: 'text',
  fields: { name: field.text().indexed(), code: field.text().indexed().visible(isOwner('ownerId')), ...own },
  access: { read: readable, create: signedIn(), update: isOwner('ownerId'), delete: isOwner('ownerId') },
  filter: ['name', 'code', 'notes.title', 'notes.mine'],
  sort: ['name', 'code'],
  search: ['name', 'code'],
  aggregate: ['count', 'max:createdAt'],
  groupBy: ['name', 'code'],
  relations: { notes: hasMany('notes', 'vaultId') },
  expand: ['notes', 'owner'],
  cache: 'public, max-age=60',
})
const notes = resource('notes', {
  id: 'text',
  fields: {
    title: field.text().indexed(),
    cost: field.integer().indexed().default(1).visible(hasRole('boss')),
    mine: field.text().indexed().optional().visible(isOwner('ownerId')),
    audit: field.text().indexed().optional().visible(hasRole('boss')).writable(hasRole('boss')),
    vaultId: field.reference('vaults', { id: 'text' }).optional(),
    ...own,
  },
  access: { read: readable, create: signedIn(), update: readable, delete: isOwner('ownerId') },
  filter: [
    'title',
    'cost',
    'mine',
    'audit',
    'isPublic',
    'vault.name',
    'vault.code',
    'tags.label',
    'owner.name',
    'owner.email',
    'lines.amount',
  ],
  sort: ['title', 'cost', 'mine'],
  search: ['title', 'mine', 'audit'],
  aggregate: ['count', 'sum:cost', 'max:cost'],
  groupBy: ['title', 'mine', 'cost', 'vaultId'],
  relations: {
    tags: manyToMany('tags', { through: 'notesTags', fields: weights }),
    lines: hasMany('lines', 'noteId', { nested: true }),
  },
  expand: ['vault', 'tags', 'owner', 'lines'],
  bulk: ['update', 'delete'],
  limits: { pageSize: 3 },
  cache: 'public, max-age=60',
}).computed('loud', field.text().visible(isOwner('ownerId')), ({ mine }) => `${mine}!`)
const lines = resource('lines', {
  id: 'text',
  fields: {
    noteId: field.reference('notes', { id: 'text', onDelete: 'cascade' }),
    amount: field.integer().indexed(),
    ...own,
  },
  access: { read: readable, create: signedIn(), update: readable, delete: readable },
  filter: ['amount', 'note.title', 'note.mine'],
  sort: ['amount'],
  expand: ['note'],
  parent: 'note',
})
const tags = resource('tags', {
  id: 'text',
  fields: { label: field.text().indexed(), hint: field.text().optional().visible(hasRole('boss')), ...own },
  access: { read: readable, create: signedIn(), update: isOwner('ownerId') },
  filter: ['label'],
  sort: ['label'],
  search: ['label', 'hint'],
  relations: { notes: manyToMany('notes', { through: 'notesTags', fields: weights }) },
  expand: ['notes'],
})

/** Opens one of the two. */
export async function openWorld(isFirst: boolean) {
  const app = await createTestApi({
    resources: [people, vaults, notes, lines, tags],
    secret: 'the same in both worlds, for cursors',
    checkResponses: false,
  })
  /** What is hidden differs: `null` rows are in the other world alone. */
  const add = (name: string, rows: readonly (RowValues | null)[]) =>
    insertRows(
      app,
      name,
      rows.filter((row) => row !== null),
    )
  const only = (row: RowValues): RowValues | null => (isFirst ? row : null)
  const note = (id: string, title: string, ownerId: string, more: RowValues = {}): RowValues => ({
    id,
    title,
    ownerId,
    cost: isFirst ? 5 : 9,
    audit: isFirst ? 'tea a' : null,
    mine: ownerId === 'bob' ? 'bobs a' : isFirst ? 'a' : 'zebra',
    ...more,
  })
  await add('people', [
    { id: 'ada', name: 'Ada', email: isFirst ? 'aaa' : 'zzz' },
    { id: 'bob', name: 'Bob', email: 'bob' },
    { id: 'cy', name: 'Cy', email: isFirst ? 'mmm' : 'bbb' },
  ])
  await add('vaults', [
    { id: 'v1', name: 'tea', code: isFirst ? 'aaa' : 'x', ownerId: 'ada' },
    { id: 'v2', name: 'a', code: 'a', isPublic: false, ownerId: 'bob' },
    { id: 'h1', name: isFirst ? 'a' : 'zz', code: isFirst ? 'a' : 'b', isPublic: false, ownerId: 'ada' },
    only({ id: 'h2', name: 'tea', code: 'x', isPublic: false, ownerId: 'cy' }),
  ])
  await add('notes', [
    note('n1', 'tea', 'ada', { vaultId: 'v1' }),
    note('n2', 'a', 'ada'),
    note('n3', 'b', 'bob', { vaultId: 'v2' }),
    note('n4', 'a', 'bob', { vaultId: 'v1', isPublic: false }),
    note('n5', 'zebra', 'cy', { vaultId: 'h1' }),
    only(note('x1', 'tea', 'ada', { vaultId: 'v1', isPublic: false })),
    only(note('x2', 'a', 'cy', { vaultId: 'h2', isPublic: false })),
  ])
  await add('lines', [
    { id: 'l1', noteId: 'n1', amount: 7, ownerId: 'ada' },
    { id: 'l2', noteId: 'n3', amount: 2, ownerId: 'bob' },
    { id: 'l3', noteId: isFirst ? 'n1' : 'n2', amount: isFirst ? 1 : 9, isPublic: false, ownerId: 'ada' },
    only({ id: 'l4', noteId: 'x1', amount: 2, isPublic: false, ownerId: 'ada' }),
  ])
  await add('tags', [
    { id: 't1', label: 'a', hint: isFirst ? 'a' : 'x', ownerId: 'ada' },
    { id: 't2', label: 'tea', ownerId: 'bob' },
    only({ id: 't3', label: 'a', isPublic: false, ownerId: 'ada' }),
  ])
  await add('notesTags', [
    { noteId: 'n1', tagId: 't1', weight: 1 },
    { noteId: 'n3', tagId: 't2' },
    only({ noteId: 'n1', tagId: 't3' }),
    only({ noteId: 'n2', tagId: 't3' }),
    only({ noteId: 'x1', tagId: 't1' }),
  ])
  return app
}
