// An API with a rule of every kind, and what would tell of each of them.
import {
  allOf,
  anyOf,
  anyone,
  field,
  fieldEquals,
  hasMany,
  hasRole,
  isFresh,
  isOwner,
  isSelf,
  manyToMany,
  related,
  resource,
  signedIn,
  type Feature,
} from '../../src/index.ts'
import type { Session, Store } from '../../src/engine/store/store.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createTestApi } from '../../src/testing.ts'

const isAdmin = hasRole('admin')

const users = resource('users', {
  fields: {
    username: field.text().min(3).unique(),
    remarks: field.text().optional().visible(isAdmin).writable(isAdmin),
    password: field.secret(),
  },
  access: { list: isAdmin, read: anyOf(isSelf(), isAdmin), create: anyone(), update: isSelf() },
  summary: { fields: ['id', 'username'], access: signedIn() },
})
const folders = resource('folders', {
  fields: { name: field.text().indexed(), ownerId: field.owner('users') },
  access: { read: anyOf(isOwner('ownerId'), isAdmin), create: signedIn(), update: isOwner('ownerId') },
  relations: { notes: hasMany('notes', 'folderId', { visible: signedIn() }) },
  expand: ['notes'],
})
const notes = resource('notes', {
  fields: {
    title: field.text().min(1).indexed(),
    review: field.text().optional().visible(isAdmin).writable(isAdmin).indexed(),
    diary: field.text().optional().visible(isOwner('ownerId')).indexed(),
    state: field.choice('draft', 'done').default('draft').writable(isAdmin),
    isPublic: field.boolean().default(false),
    score: field.integer().default(0).readOnly(),
    folderId: field.reference('folders').optional(),
    ownerId: field.owner('users'),
  },
  access: {
    read: anyOf(isOwner('ownerId'), fieldEquals('isPublic', true), isAdmin),
    create: signedIn(),
    update: anyOf(isOwner('ownerId'), isAdmin),
    delete: allOf(isOwner('ownerId'), isFresh()),
  },
  relations: {
    comments: hasMany('comments', 'noteId', { nested: true }),
    labels: manyToMany('labels', { through: 'labelled' }),
  },
  filter: ['title', 'review', 'diary', 'folder.name'],
  sort: ['title', 'review'],
  search: ['title', 'diary'],
  aggregate: ['count', 'max:createdAt'],
  groupBy: ['state', 'review'],
  expand: ['owner', 'folder', 'comments', 'labels'],
  bulk: ['create', 'update', 'delete'],
})
  .action('publish', { access: isAdmin, run: ({ row, rows }) => rows.update(row, { isPublic: true }) })
  .action('shred', { on: 'collection', access: isAdmin, status: 204, run: () => undefined })
const comments = resource('comments', {
  fields: { text: field.text(), noteId: field.reference('notes', { onDelete: 'cascade' }) },
  parent: 'note',
  access: {
    read: related('note', anyOf(isOwner('ownerId'), fieldEquals('isPublic', true))),
    create: related('note', isOwner('ownerId')),
    update: related('note', isOwner('ownerId')),
    delete: allOf(related('note', isOwner('ownerId')), isFresh()),
  },
})
const labels = resource('labels', {
  id: 'integer',
  fields: { name: field.text().indexed(), isSecret: field.boolean().default(false) },
  access: { read: anyOf(fieldEquals('isSecret', false), isAdmin), create: isAdmin },
  relations: { notes: manyToMany('notes', { through: 'labelled' }) },
})

/** Holes to be made into the API. */
export interface Holes {
  readonly features?: readonly Feature[]
  /** What of the store does otherwise than it should. */
  readonly store?: (session: Session) => Partial<Session>
}

/** Opens the API, sound but for its holes. */
export function openLibrary({ features = [], store: change }: Holes = {}) {
  const store = sqlite(':memory:')
  return createTestApi({
    resources: [users, folders, notes, comments, labels],
    features,
    // Holes may well be such as the document tells of; they are to be found by what they show.
    checkResponses: false,
    store: change === undefined ? store : withChanges(store, change),
  })
}

function withChanges(store: Store, change: (session: Session) => Partial<Session>): Store {
  const changed = <S extends Session>(session: S): S => {
    const own: Partial<Session> = change(session)
    return new Proxy(session, {
      get(target, name) {
        const value = Reflect.get(own, name) ?? Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
  const whole = changed(store)
  return new Proxy(whole, {
    get: (target, name) =>
      name === 'transaction'
        ? (work: (session: Session) => Promise<unknown>) =>
            store.transaction((session) => work(changed(session)))
        : Reflect.get(target, name),
  })
}
