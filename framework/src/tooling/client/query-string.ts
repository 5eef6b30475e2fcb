import type { Scalar } from '../../declaration/condition/condition.ts'

/** What a client says of the rows it wants, with the types forgotten. */
export interface AnyListOptions {
  readonly filter?: Readonly<Record<string, unknown>>
  readonly where?: object
  readonly q?: string
  readonly sort?: readonly string[]
  readonly fields?: readonly string[]
  readonly expand?: readonly string[]
  readonly embed?: Readonly<Record<string, Embedding>>
  readonly limit?: number
  readonly after?: string
  readonly before?: string
  readonly page?: number
  readonly offset?: number
  readonly total?: string
}

/** Which rows of an embedded relation are wanted. */
export interface Embedding {
  readonly where?: object
  readonly sort?: readonly string[]
  readonly limit?: number
}

/** The query of a URL, with its `?` unless it is empty. */
export function toQueryString({ filter = {}, where, embed = {}, ...options }: AnyListOptions): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(options)) {
    // A list of nothing asks for nothing in particular.
    const isEmpty = Array.isArray(value) && value.length === 0
    if (value !== undefined && !isEmpty) parameters.append(name, toCursor(name, toText(value)))
  }
  for (const [path, { where: wanted, sort, limit }] of Object.entries(embed)) {
    const at = (option: string) => `expand[${path}][${option}]`
    if (wanted !== undefined) parameters.append(at('where'), JSON.stringify(wanted))
    if (sort !== undefined && sort.length > 0) parameters.append(at('sort'), toText(sort))
    if (limit !== undefined) parameters.append(at('limit'), toText(limit))
  }
  const conditions: object[] = where === undefined ? [] : [where]
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) conditions.push(...appendFilter(parameters, name, value))
  }
  if (conditions.length > 0) parameters.append('where', JSON.stringify(toOne(conditions)))
  const query = parameters.toString()
  return query === '' ? '' : `?${query}`
}

/** The body of a QUERY that asks for the same. */
export function toQueryBody({ filter = {}, where, expand, embed = {}, ...options }: AnyListOptions): object {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const members = given.map(([name, value]) => [
    name,
    typeof value === 'string' ? toCursor(name, value) : value,
  ])
  const filters = Object.entries(filter).filter(([, value]) => value !== undefined)
  const conditions = [where, filters.length === 0 ? undefined : Object.fromEntries(filters)].filter(
    (each) => each !== undefined,
  )
  return {
    ...Object.fromEntries(members),
    ...(expand !== undefined && {
      expand: expand.map((path) => (path in embed ? { path, ...embed[path] } : path)),
    }),
    ...(conditions.length > 0 && { where: toOne(conditions) }),
  }
}

/** The cursor in a link to another page; anything else is a cursor itself. */
function toCursor(name: string, text: string): string {
  const isLink = (name === 'after' || name === 'before') && text.includes('?')
  return isLink ? (new URLSearchParams(text.slice(text.indexOf('?'))).get(name) ?? text) : text
}

const toOne = ([first, ...more]: readonly object[]): object | undefined =>
  more.length === 0 ? first : { and: [first, ...more] }

/** Appends one filter; what the grammar of URLs cannot say is given back, to be said in `where`. */
function appendFilter(parameters: URLSearchParams, name: string, value: unknown): object[] {
  const comparisons = isComparisons(value) ? value : value === null ? { null: true } : { eq: value }
  const rest: object[] = []
  for (const [operator, operand] of Object.entries(comparisons)) {
    if (operand === undefined) continue
    if (Array.isArray(operand) && !isSayable(operand)) {
      rest.push({ [name]: { [operator]: operand } })
    } else {
      parameters.append(operator === 'eq' ? name : `${name}[${operator}]`, toText(operand as Scalar))
    }
  }
  return rest
}

/** Commas part the values of a list, so they cannot stand inside one; and a list of nothing looks like an empty text. */
const isSayable = (values: readonly unknown[]): boolean =>
  values.length > 0 && !values.some((each) => String(each).includes(','))

const isComparisons = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const toText = (value: Scalar | readonly Scalar[]): string =>
  typeof value === 'object' ? value.join(',') : String(value)
