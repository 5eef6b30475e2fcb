// Entity tags (RFC 9110 section 8.8.3), made from the version of a row.
import { InvalidHeader } from '../../kernel/problem/catalogue.ts'
import type { Problem } from '../../kernel/problem/problem.ts'

/** A tag as a client sends it. */
export interface EntityTag {
  readonly weak: boolean
  /** What stands between the quotes. */
  readonly opaque: string
}

/** The tags of If-Match or If-None-Match; `*` stands for whatever there is. */
export type EntityTags = '*' | readonly EntityTag[]

/**
 * The strong entity tag of a row, with its quotes: `"3"`, or `"3-hal-x7"`.
 * @param version of the row
 * @param parts what else the bytes depend on, such as the versions of embedded rows: visible ASCII without quotes
 */
export function toEntityTag(version: number, ...parts: readonly (string | undefined)[]): string {
  let tag = `"${version}`
  for (const part of parts) if (part !== undefined) tag += `-${part}`
  return `${tag}"`
}

/**
 * The strong entity tag of a collection's page: no row has such a tag.
 * @param digest of what is sent: visible ASCII without quotes
 * @param representation what tells it from the others; undefined for JSON
 */
export function toPageTag(digest: string, representation?: string): string {
  return representation === undefined ? `"page-${digest}"` : `"page-${representation}-${digest}"`
}

const nextTag = /[ \t,]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?=,|$)|$)/y

/** Reads a list of entity tags; one that is malformed throws INVALID_HEADER (400). */
export function parseEntityTags(header: string, value: string): EntityTags {
  if (value.trim() === '*') return '*'
  const tags: EntityTag[] = []
  nextTag.lastIndex = 0
  while (nextTag.lastIndex < value.length) {
    const match = nextTag.exec(value)
    if (match === null) throw malformed(header)
    if (match[2] !== undefined) tags.push({ weak: match[1] !== undefined, opaque: match[2] })
  }
  return tags
}

function malformed(header: string): Problem {
  const detail = 'must be * or a list of entity tags in double quotes, such as "3"'
  return new InvalidHeader({ errors: [{ header, code: 'invalid_entity_tag', detail }] })
}

/** The version of the row that a tag made here names; undefined for any other tag. */
export function toVersion({ opaque }: EntityTag): number | undefined {
  const version = /^([1-9]\d{0,15})(?:-|$)/.exec(opaque)?.[1]
  return version === undefined ? undefined : Number(version)
}
