import type { ValuesReader } from '../body/read-values.ts'

/** A reader of bodies to which a row's own `links` may be sent back: like all else that is read with a row. */
export function passOverLinks(read: ValuesReader): ValuesReader {
  return (body, current, principal) => {
    if (typeof body !== 'object' || body === null || !('links' in body)) return read(body, current, principal)
    const { links: _, ...rest } = body
    return read(rest, current, principal)
  }
}
