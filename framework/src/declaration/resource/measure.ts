/** Kinds of field that can be added up. */
type Quantity = 'integer' | 'number' | 'decimal' | 'duration'
type Comparable = Quantity | 'date' | 'timestamp'
/** Kinds of field that have no single value to tell rows apart by. */
type Whole = 'json' | 'list' | 'bytes' | 'secret' | 'file' | 'variant'

type NamesOf<F, Kind extends string> = {
  [K in keyof F]: F[K] extends { readonly '~kind': Kind } ? K : never
}[keyof F] &
  string

/** What `?aggregate=` may ask for: `count`, `sum:price`, `avg:price`, `min:price`, `max:price`. */
export type AggregateName<F> =
  | 'count'
  | `${'sum' | 'avg'}:${NamesOf<F, Quantity>}`
  | `${'min' | 'max'}:${NamesOf<F, Comparable> | 'createdAt' | 'updatedAt'}`

/** What `?groupBy=` may name: fields with a single value. */
export type GroupName<F> = Exclude<keyof F & string, NamesOf<F, Whole>>

const functions = ['count', 'sum', 'avg', 'min', 'max'] as const

/** How the values of several rows become one. */
export type MeasureFunction = (typeof functions)[number]

/** One value made of several rows. */
export type Measure =
  | { readonly name: string; readonly function: 'count' }
  | {
      /** As it stands in a request: `sum:price`. */
      readonly name: string
      readonly function: Exclude<MeasureFunction, 'count'>
      readonly property: string
    }

/** More places of an average than its decimal field has. */
export const averagePlaces = 4

/** Members of every answer, which no field to group by may be called. */
export const measureNames: ReadonlySet<string> = new Set(functions)

/** Reads `count` or `sum:price`; undefined for a text of another form. */
export function parseMeasure(name: string): Measure | undefined {
  if (name === 'count') return { name, function: 'count' }
  const [called, property, ...more] = name.split(':')
  const known = functions.find((each) => each === called)
  if (known === undefined || known === 'count' || !property || more.length > 0) return undefined
  return { name, function: known, property }
}

const quantities: ReadonlySet<string> = new Set<Quantity>(['integer', 'number', 'decimal', 'duration'])
const comparables: ReadonlySet<string> = new Set<Comparable>([
  'integer',
  'number',
  'decimal',
  'duration',
  'date',
  'timestamp',
])

/** Whether the values of a kind of field can be put together in this way. */
export function isMeasurable(called: MeasureFunction, kind: string): boolean {
  return (called === 'sum' || called === 'avg' ? quantities : comparables).has(kind)
}
