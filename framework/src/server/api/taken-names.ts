import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { problemsEndpoint } from './problems-page.ts'

/** Names no resource can have, because the API answers at their addresses itself: `livez`, `docs`, `problems`. */
export function takenNames(endpoints: readonly Endpoint[], prefix: string): ReadonlySet<string> {
  const names = [...endpoints, problemsEndpoint([])]
    .filter(({ path }) => path.startsWith(`${prefix}/`))
    .map(({ path }) => path.slice(prefix.length + 1))
  return new Set(names)
}
