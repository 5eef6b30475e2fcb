// Cache-Control (RFC 9111 section 5.2).
import type { Model } from '../../declaration/resource/model.ts'
import type { Verb } from '../../declaration/resource/verb.ts'

/** What an answer may say of its keeping. */
export interface Caching {
  /** As it was declared. */
  readonly declared: string
  /** Whether caches that serve more than one caller may keep such an answer even where a credential was sent. */
  readonly isShared: boolean
  /** The same for the cache of one caller alone. */
  readonly own: string
}

// What they say is for shared caches only, or opens the answer to them (section 3.5).
const forSharedCaches = new Set(['public', 's-maxage', 'proxy-revalidate'])
const opening = new Set(['public', 's-maxage', 'must-revalidate'])
const closing = new Set(['private', 'no-store'])

/** Reads declared directives. */
export function toCaching(declared: string): Caching {
  const directives = parseDirectives(declared)
  const names = directives.map(nameOf)
  const isShared = names.some((name) => opening.has(name)) && !names.some((name) => closing.has(name))
  return { declared, isShared, own: isShared ? toOwn(directives) : declared }
}

/**
 * What the answers of a verb say. Those to writes are to be kept for nobody else, and not at all where reads are not
 * kept either.
 */
export function cachingOf({ cache }: Pick<Model, 'cache'>, verb: Verb): Caching {
  switch (verb) {
    case 'list':
      return toCaching(cache.list)
    case 'read':
    case 'readLink':
    case 'readFile':
      return toCaching(cache.read)
    default:
      return toCaching(
        parseDirectives(cache.read).map(nameOf).includes('no-store') ? 'no-store' : 'private, no-cache',
      )
  }
}

const parseDirectives = (text: string): string[] =>
  text
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '')

const nameOf = (directive: string): string => directive.split('=', 1).join().toLowerCase()

function toOwn(directives: readonly string[]): string {
  const kept = directives.filter((directive) => !forSharedCaches.has(nameOf(directive)))
  // Without a word about how long, caches would guess (section 4.2.2).
  return ['private', ...(kept.length === 0 ? ['no-cache'] : kept)].join(', ')
}
