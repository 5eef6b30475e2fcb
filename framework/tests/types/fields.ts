// What the kinds of fields and their modifiers make of the shapes of a resource.
import { field, hasRole, resource, type FileValue } from '../../src/index.ts'
import type { Equal, Expect, Members } from './expect.ts'

const kinds = resource('kinds', {
  fields: {
    text: field.text().min(1).max(9).pattern(/a/).multiline().ignoreCase(),
    integer: field.integer().min(0).max(9),
    number: field.number().min(0),
    decimal: field.decimal({ precision: 9, scale: 2 }).min('0.00').asNumber(),
    boolean: field.boolean(),
    timestamp: field.timestamp(),
    date: field.date(),
    duration: field.duration(),
    uuid: field.uuid(),
    choice: field.choice('open', 'done'),
    url: field.url(),
    email: field.email(),
    json: field.json<{ readonly width: number }>(),
    anyJson: field.json(),
    list: field.list(field.choice('a', 'b')).max(3),
    variant: field.variant('type', {
      card: { last4: field.text(), note: field.text().optional() },
      cash: {},
    }),
    bytes: field.bytes().max(9),
    file: field.file({ types: ['image/*', 'application/pdf'], maxBytes: 9 }),
    secret: field.secret().min(12),
    teamId: field.reference('teams'),
    storeId: field.reference('stores', { id: 'integer', onDelete: 'cascade' }),
    ownerId: field.owner('users'),
  },
})

interface System {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

interface Kinds {
  readonly text: string
  readonly integer: number
  readonly number: number
  readonly decimal: string
  readonly boolean: boolean
  readonly timestamp: string
  readonly date: string
  readonly duration: string
  readonly uuid: string
  readonly choice: 'open' | 'done'
  readonly url: string
  readonly email: string
  readonly json: { readonly width: number }
  readonly anyJson: unknown
  readonly list: readonly ('a' | 'b')[]
  readonly variant:
    | { readonly type: 'card'; readonly last4: string; readonly note?: string | null }
    | { readonly type: 'cash' }
  readonly bytes: string
  readonly file: FileValue
  readonly teamId: string
  readonly storeId: number
}

export type ShapesOfKinds = [
  // A row shows every field but the secret, and what every row has.
  Expect<Equal<Members<(typeof kinds)['~row']>, Members<System & Kinds & { readonly ownerId: string }>>>,
  // A client sends every field, but never the owner.
  Expect<Equal<Members<(typeof kinds)['~create']>, Members<Kinds & { readonly secret: string }>>>,
  // A PUT may leave the secret out: it then stays as it is.
  Expect<Equal<Members<(typeof kinds)['~replace']>, Members<Kinds & { readonly secret?: string }>>>,
  // A PATCH may leave out everything.
  Expect<Equal<Members<(typeof kinds)['~update']>, Members<Partial<Kinds & { readonly secret: string }>>>>,
  // The server's own code may write every declared field.
  Expect<
    Equal<
      Members<(typeof kinds)['~values']>,
      Members<Partial<Kinds & { readonly secret: string; readonly ownerId: string }>>
    >
  >,
]

const modified = resource('modified', {
  fields: {
    optional: field.text().optional(),
    defaulted: field.integer().default(1),
    made: field.text().default(() => 'made'),
    readOnly: field.text().readOnly(),
    writeOnly: field.text().writeOnly(),
    transient: field.text().transient(),
    both: field.choice('a', 'b').optional().default('a'),
    shown: field.text().unique().indexed().describe('').example('x').deprecated().visible(hasRole('admin')),
    writable: field.boolean().default(true).writable(hasRole('admin')),
  },
})

export type ShapesOfModifiers = [
  Expect<
    Equal<
      Members<(typeof modified)['~row']>,
      Members<
        System & {
          readonly optional: string | null
          readonly defaulted: number
          readonly made: string
          readonly readOnly: string
          readonly both: 'a' | 'b' | null
          readonly shown: string
          readonly writable: boolean
        }
      >
    >
  >,
  // Required are only those that have no value of their own.
  Expect<
    Equal<
      Members<(typeof modified)['~create']>,
      {
        readonly writeOnly: string
        readonly shown: string
        readonly optional?: string | null
        readonly defaulted?: number
        readonly made?: string
        readonly transient?: string | null
        readonly both?: 'a' | 'b' | null
        readonly writable?: boolean
      }
    >
  >,
  Expect<
    Equal<
      Members<(typeof modified)['~replace']>,
      {
        readonly shown: string
        readonly writeOnly?: string
        readonly optional?: string | null
        readonly defaulted?: number
        readonly made?: string
        readonly transient?: string | null
        readonly both?: 'a' | 'b' | null
        readonly writable?: boolean
      }
    >
  >,
  Expect<Equal<(typeof modified)['~update']['readOnly' & keyof (typeof modified)['~update']], never>>,
]

const counted = resource('counted', { id: 'integer', fields: { name: field.text() } })
const named = resource('named', { id: 'text', fields: { name: field.text() } })

export type ShapesOfIds = [
  Expect<Equal<(typeof counted)['~row']['id'], number>>,
  Expect<Equal<Members<(typeof counted)['~create']>, { readonly name: string }>>,
  // Clients choose the key, and code may.
  Expect<Equal<Members<(typeof named)['~create']>, { readonly id: string; readonly name: string }>>,
  Expect<Equal<Members<(typeof named)['~values']>, { readonly id?: string; readonly name?: string }>>,
]

// @ts-expect-error Text is measured in characters, which are numbers.
field.text().min('1')
// @ts-expect-error A bound of a decimal is exact, so it is text.
field.decimal().min(0)
// @ts-expect-error A truth value has no least one.
field.boolean().min(0)
// @ts-expect-error A choice is made of words.
field.choice()
// @ts-expect-error A default is one of the words.
field.choice('open', 'done').default('opened')
// @ts-expect-error A default is a value of the kind.
field.integer().default('1')
// @ts-expect-error An example is a value of the kind.
field.integer().example('1')
// @ts-expect-error What happens on deletion is one of three.
field.reference('teams', { onDelete: 'ignore' })
// @ts-expect-error Constraints of a kind come before modifiers, which lose them.
field.text().optional().min(1)
// @ts-expect-error The values of a list are fields.
field.list('text')
// @ts-expect-error Fields are made by `field`.
resource('wrong', { fields: { task: 'text' } })

// What a file may be.
// @ts-expect-error no media type
field.file({ types: ['png'] })
// @ts-expect-error no number of bytes
field.file({ maxBytes: '1MB' })
// @ts-expect-error no such option
field.file({ type: 'image/png' })
