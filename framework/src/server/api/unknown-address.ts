import { RouteNotFound } from '../../kernel/problem/catalogue.ts'
import type { Handlers } from './addresses.ts'
import { refuseMethod } from './method-refusal.ts'

/**
 * What is answered where the router found nothing: 404, or 501 where an address is there and only the method is one
 * that routers do not know.
 * @param paths of all addresses, below the prefix
 */
export function createUnknownAddress(paths: Iterable<string>, prefix: string): Handlers {
  const known = new RegExp(`^(?:${[...paths].map((path) => toPattern(prefix + path)).join('|')})/?$`)
  return {
    methods: [],
    find: (method) => (request) => {
      if (known.test(request.url.split('?', 1).join())) refuseMethod(method)
      throw new RouteNotFound()
    },
  }
}

const toPattern = (path: string): string =>
  path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')
