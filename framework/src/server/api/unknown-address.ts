import { MalformedRequest, RouteNotFound } from '../../kernel/problem/catalogue.ts'
import type { Handlers } from './addresses.ts'
import { refuseMethod } from './method-refusal.ts'

/**
 * What is answered where the router found nothing: 404; 501 where an address is there and only the method is one that
 * routers do not know; 400 where what was sent is no address.
 * @param paths of all addresses, below the prefix
 */
export function createUnknownAddress(paths: Iterable<string>, prefix: string): Handlers {
  const known = new RegExp(`^(?:${[...paths].map((path) => toPattern(prefix + path)).join('|')})/?$`)
  return {
    methods: [],
    find: (method) => (request) => {
      const path = request.url.split('?', 1).join()
      if (!isDecodable(path)) throw new MalformedRequest({ detail: 'The path is not percent-encoded UTF-8.' })
      if (known.test(path)) refuseMethod(method)
      throw new RouteNotFound()
    },
  }
}

/** Whether every `%` of a path begins an escape, and all escapes together are UTF-8. */
export function isDecodable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const toPattern = (path: string): string =>
  path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')
