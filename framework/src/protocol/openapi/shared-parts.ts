// Reference Objects (OpenAPI 3.1.1 section 4.23): what a document would say several times stands in it once.
import { operationMethods, type Components, type OpenApiObject, type PathItem } from './openapi-object.ts'

type Paths = Readonly<Record<string, PathItem>>

/** Paths whose parameters and responses are references wherever they repeat, and the components with what they lead to. */
export function toSharedParts(
  paths: Paths,
  components: Components,
): { paths: Paths; components: Components } {
  const parameters = new SharedParts('parameters', components.parameters)
  const responses = new SharedParts('responses', components.responses)
  for (const item of Object.values(paths)) {
    for (const holder of listHolders(item)) {
      const tag = String(holder.tags?.[0] ?? listHolders(item)[1]?.tags?.[0])
      for (const each of holder.parameters ?? []) parameters.count(each, String(each['name']), tag)
      for (const [status, each] of Object.entries(holder.responses ?? {}))
        responses.count(each, toResponseName(status), tag)
    }
  }
  const share = (holder: Holder): Holder => ({
    ...holder,
    ...(holder.parameters && { parameters: holder.parameters.map((each) => parameters.share(each)) }),
    ...(holder.responses && {
      responses: mapValues(holder.responses, (response) => responses.share(response)),
    }),
  })
  return {
    paths: mapValues(paths, (item) =>
      mapValues(share(item) as Record<string, Holder>, (inner, name) =>
        name === 'parameters' ? inner : share(inner),
      ),
    ) as Paths,
    components: { ...components, parameters: parameters.components, responses: responses.components },
  }
}

/** A path or an operation. */
interface Holder {
  readonly tags?: readonly string[]
  readonly parameters?: readonly OpenApiObject[]
  readonly responses?: Readonly<Record<string, OpenApiObject>>
}

/** The path itself, and its operations. */
const listHolders = (item: PathItem): Holder[] => [
  item,
  ...operationMethods.flatMap((method) => (item[method] as Holder | undefined) ?? []),
]

const mapValues = <Before, After>(
  object: Readonly<Record<string, Before>>,
  to: (value: Before, name: string) => After,
): Record<string, After> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, to(value, name)]))

const responseNames: Readonly<Record<string, string>> = {
  200: 'Ok',
  201: 'Created',
  204: 'NoContent',
  206: 'PartialContent',
  304: 'NotModified',
}

const toResponseName = (status: string): string => responseNames[status] ?? `Status${status}`

interface Part {
  readonly object: OpenApiObject
  readonly name: string
  readonly tags: Set<string>
  times: number
}

/** Objects of one kind, the same ones taken together. */
class SharedParts {
  readonly #kind: 'parameters' | 'responses'
  readonly #components: Record<string, OpenApiObject>
  readonly #parts = new Map<string, Part>()
  #names: ReadonlyMap<string, string> | undefined

  constructor(kind: 'parameters' | 'responses', components: Readonly<Record<string, OpenApiObject>>) {
    this.#kind = kind
    this.#components = { ...components }
  }

  get components(): Readonly<Record<string, OpenApiObject>> {
    return this.#components
  }

  /**
   * @param name what it would like to be called
   * @param tag whose it is: it is called after them, if nobody else has it and others want the same name
   */
  count(object: OpenApiObject, name: string, tag: string): void {
    if ('$ref' in object) return
    const key = JSON.stringify(object)
    const part = this.#parts.get(key) ?? { object, name: toComponentName(name), tags: new Set(), times: 0 }
    part.times++
    part.tags.add(toComponentName(tag))
    this.#parts.set(key, part)
  }

  /** A reference, where it was counted more than once. */
  share(object: OpenApiObject): OpenApiObject {
    this.#names ??= this.#nameRepeated()
    const name = '$ref' in object ? undefined : this.#names.get(JSON.stringify(object))
    return name === undefined ? object : { $ref: `#/components/${this.#kind}/${name}` }
  }

  #nameRepeated(): ReadonlyMap<string, string> {
    const repeated = [...this.#parts].filter(([, { times }]) => times > 1)
    const wishes = new Map<string, number>()
    for (const [, { name }] of repeated) wishes.set(name, (wishes.get(name) ?? 0) + 1)
    return new Map(
      repeated.map(([key, { object, name, tags }]) => {
        const [tag] = tags
        const isCommon = tags.size > 1 || wishes.get(name) === 1
        const free = this.#findFree(isCommon ? name : `${tag}.${name}`)
        this.#components[free] = object
        return [key, free]
      }),
    )
  }

  #findFree(name: string): string {
    let free = name
    for (let count = 2; Object.hasOwn(this.#components, free); count++) free = `${name}.${count}`
    return free
  }
}

/** `expand[items][where]` → `expand.items.where`: names of components are ASCII without brackets. */
const toComponentName = (name: string): string =>
  name
    .replaceAll(/\[|\]\[?/g, '.')
    .replaceAll(/[^\w.-]/g, '_')
    .replace(/\.+$/, '')
