// Pages of rows that stand at an address of their own, the newest first: links by RFC 8288, cursors that are ids.
import type { PageStart } from '../../declaration/resource/query.ts'
import { InvalidQuery, NotFound } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { Found, Page } from '../store/store.ts'

/** Which rows are asked for. */
export interface PagePlace {
  readonly start: PageStart
  readonly limit: number
}

/** What an id looks like. */
export const idForm = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The id in the path; 404 for a text that is none. */
export function readId({ parameters }: HttpRequest): string {
  const id = parameters['id']!.toLowerCase()
  if (idForm.test(id)) return id
  throw new NotFound()
}

const defaultLimit = 20
const greatestLimit = 100
const known = new Set(['limit', 'after', 'before'])

/**
 * Reads `limit`, `after` and `before`: 400 naming each fault.
 * @param form what the ids look like
 */
export function readPlace({ query }: HttpRequest, form: RegExp = idForm): PagePlace {
  const parameters = new URLSearchParams(query)
  const faults = [...new Set(parameters.keys())].flatMap((name) =>
    findFault(name, parameters.getAll(name), form),
  )
  if (parameters.has('after') && parameters.has('before'))
    faults.push({ parameter: 'before', code: 'conflicting_parameter', detail: 'excludes after' })
  if (faults.length > 0) throw new InvalidQuery({ errors: faults })
  const limit = Number(parameters.get('limit') ?? defaultLimit)
  const [after, before] = [parameters.get('after'), parameters.get('before')]
  if (after !== null) return { start: { kind: 'after', position: [after] }, limit }
  if (before !== null) return { start: { kind: 'before', position: [before] }, limit }
  return { start: { kind: 'first' }, limit }
}

function findFault(parameter: string, values: readonly string[], form: RegExp): Fault[] {
  const fault = (code: string, detail: string) => [{ parameter, code, detail }]
  if (!known.has(parameter)) return fault('unknown_parameter', 'is not a parameter here')
  if (values.length > 1) return fault('repeated_parameter', 'may stand once')
  const value = values[0]!
  if (parameter !== 'limit')
    return form.test(value) ? [] : fault('invalid_cursor', 'is not a cursor of this list')
  const isLimit = /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= greatestLimit
  return isLimit ? [] : fault('out_of_range', `must be a whole number from 1 to ${greatestLimit}`)
}

/**
 * The body of a page, and its links as a header.
 * @param show what is shown of a row. Default: all that was read
 */
export function toPageAnswer(
  { rows, hasNext, hasPrevious }: Page,
  { limit }: PagePlace,
  { url }: HttpRequest,
  show: (row: Found) => unknown = ({ json }) => JSON.parse(json),
): { readonly body: string; readonly link: string } {
  const path = url.split('?', 1)[0]!
  const first = `${path}?limit=${limit}`
  const next = hasNext ? `${first}&after=${rows.at(-1)!.id}` : null
  const prev = hasPrevious ? `${first}&before=${rows[0]!.id}` : null
  const links = Object.entries({ next, prev, first }).filter(([, target]) => target !== null)
  return {
    body: JSON.stringify({
      data: rows.map(show),
      page: { limit, next, prev, first },
    }),
    link: links.map(([relation, target]) => `<${target}>; rel="${relation}"`).join(', '),
  }
}
