// What stands behind a reference of an OpenAPI document (RFC 6901 pointers into the document itself).
import type { OpenApiObject } from '../openapi-object.ts'
import { fromPointerToken } from '../../../kernel/values/pointer-token.ts'

/** A document to look references up in. */
export type Source = OpenApiObject

/** An object of a document, its reference followed; an empty one where it leads nowhere. */
export function follow(source: Source, value: unknown): OpenApiObject {
  let found = toObject(value)
  // A ring of references says nothing.
  for (let hops = 0; hops < 16 && typeof found['$ref'] === 'string'; hops++)
    found = find(source, found['$ref'])
  return found
}

/** Anything as an object to look into. */
export function toObject(value: unknown): OpenApiObject {
  return typeof value === 'object' && value !== null ? (value as OpenApiObject) : {}
}

/** The members of an object by name. */
export function toEntries(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(toObject(value))
}

/** A list, or nothing. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function find(source: Source, reference: string): OpenApiObject {
  if (!reference.startsWith('#/')) return {}
  const tokens = reference.slice(2).split('/')
  const names = tokens.map((token) => fromPointerToken(decodeURIComponent(token)))
  let value: unknown = source
  for (const name of names) value = Object.hasOwn(toObject(value), name) ? toObject(value)[name] : undefined
  return toObject(value)
}
