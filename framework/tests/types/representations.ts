// How answers are written down and kept: wrong names and results do not compile.
import { anyone, defineRepresentation, field, resource, type RepresentedRow } from '../../src/index.ts'
import type { Equal, Expect } from './expect.ts'

export const text = defineRepresentation({
  mediaType: 'text/plain',
  item: ({ row, links, resource: name }) => `${name} ${Object.keys(row).length} ${links['self']}`,
  page: ({ rows, page }) => new Uint8Array([rows.length, page.limit]),
})

export type Representations = [Expect<Equal<RepresentedRow['links'], Readonly<Record<string, string>>>>]

// @ts-expect-error a representation has a media type
defineRepresentation({ item: () => '' })
// @ts-expect-error no such option
defineRepresentation({ mediaType: 'text/plain', row: () => '' })
// @ts-expect-error neither text nor bytes
defineRepresentation({ mediaType: 'text/plain', item: () => 1 })
// @ts-expect-error written at once
defineRepresentation({ mediaType: 'text/plain', item: async () => '' })

const fields = { title: field.text() }
resource('notes', { fields, access: anyone(), cache: 'no-store' })
resource('notes', { fields, access: anyone(), cache: { list: 'public', read: 'no-store' } })
// @ts-expect-error no such verb
resource('notes', { fields, access: anyone(), cache: { create: 'public' } })
