import type { Edition } from './editions.ts'

/** The address that takes the place of one that was asked for; both are paths from the root of the host. */
export type SuccessorOf = (url: string) => string

/**
 * Finds what takes the place of the addresses of deprecated versions: the same address in the current version.
 * @param paths of all addresses, below the root
 * @returns for the path of an address how the addresses of requests are turned; undefined where nothing takes its place
 */
export function createSuccessors(
  editions: readonly Edition[],
  root: string,
  paths: readonly string[],
): (path: string) => SuccessorOf | undefined {
  const known = new Set(paths.map(toPlaces))
  const current = editions.find(({ isCurrent }) => isCurrent)
  const old = editions.filter((edition) => edition !== current && edition.deprecated !== undefined)
  return (path) => {
    const edition = old.find(({ prefix }) => path.startsWith(`${prefix}/`))
    if (edition === undefined || current === undefined) return undefined
    if (!known.has(toPlaces(current.prefix + path.slice(edition.prefix.length)))) return undefined
    const beginning = (root + edition.prefix).length
    return (url) => root + current.prefix + toSafe(url.slice(beginning).split('?', 1).join())
  }
}

/** Parameters are the same wherever they stand, whatever they are called. */
const toPlaces = (path: string): string => path.replaceAll(/\{\w+\}/g, '{}')

// What stands between angle brackets in a header must not close them.
const toSafe = (path: string): string => path.replaceAll(/[^\x21-\x7e]|[<>"]/g, encodeURIComponent)
