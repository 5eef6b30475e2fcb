import { createRoutes } from '../routes/create-routes.ts'
import type { ResourceRoute } from '../pipeline/resource-route.ts'
import type { Api } from '../api/create-api.ts'

/** What an address of resources has: the route of the method, or the methods there are. */
export interface FoundRoute {
  readonly route: ResourceRoute | undefined
  readonly methods: readonly string[]
  /** The path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

/** What answers to an address; undefined where no resource does. */
export function findRoute({ editions }: Api, method: string, path: string): FoundRoute | undefined {
  const segments = path.replace(/\/$/, '').split('/')
  const found = editions
    .flatMap(({ context, models, prefix }) =>
      [...models.values()].flatMap((model) => createRoutes(context, model, prefix, [])),
    )
    .filter(({ asked }) => fits(asked.split('/'), segments))
    .toSorted((left, right) => rank(left.asked).localeCompare(rank(right.asked)))
  const [first] = found
  if (first === undefined) return undefined
  // What is written out goes before a parameter, as in every router.
  const routes = found.filter(({ asked }) => asked === first.asked)
  const wanted = method === 'HEAD' ? 'GET' : method
  return {
    route: routes.find(({ verb }) => verb.method === wanted),
    methods: routes.map(({ verb }) => verb.method),
    parameters: readParameters(first.asked.split('/'), segments),
  }
}

const isParameter = (segment: string): boolean => segment.startsWith('{')

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((each, index) => (isParameter(each) ? segments[index] !== '' : each === segments[index]))

const rank = (asked: string): string =>
  asked
    .split('/')
    .map((segment) => (isParameter(segment) ? '1' : '0'))
    .join('')

function readParameters(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((each, index) =>
      isParameter(each) ? [[each.slice(1, -1), decode(segments[index]!)] as const] : [],
    ),
  )
}

/** What is no escape names nothing. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
