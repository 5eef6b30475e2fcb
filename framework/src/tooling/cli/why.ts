import { anonymous, type Principal } from '../../declaration/policy/principal.ts'
import type { Api } from '../../server/api/create-api.ts'
import { explainRequest } from '../../server/explain/explain-request.ts'
import { findRoute } from '../../server/explain/find-route.ts'
import { withApi, withoutIdentity } from './operate.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { toWhyReport } from './why-report.ts'

/** What is asked of `ninety why`. */
export interface WhyOptions {
  /** What the user signs in with whose request it is. */
  readonly as?: string
  /** Whether the request has no credential. */
  readonly anonymous?: boolean
  /** Scopes separated by commas or spaces. Default: all there are. */
  readonly scopes?: string
}

/** The request that is asked about, and who asks. */
interface WhyQuestion extends WhyOptions {
  readonly method: string
  readonly url: string
}

/**
 * `ninety why`: what a request would be answered and why, from the rules and the rows as they are. Nothing is sent or
 * written. Ends with 0 where it is allowed, 1 where it is refused, 2 where that cannot be found out.
 */
export async function explainWhy(path: string, question: WhyQuestion, terminal: Terminal): Promise<number> {
  checkCaller(question)
  return withApi(path, async (api) => {
    const method = question.method.toUpperCase()
    if (!methods.has(method))
      throw refuse(method, 'is no method of resources', `write one of ${[...methods].join(', ')}`)
    const url = toAddress(question.url)
    const found = findRoute(api, method, url.split('?', 1).join())
    if (found === undefined)
      throw refuse(url, 'is no address of a resource', 'write the path with its prefix')
    const { principal, isActive } = await findCaller(api, question)
    if (!isActive) {
      terminal.write(`${question.as} is not active: every request with a credential of theirs is 401.\n`)
      return exitCodes.found
    }
    if (found.route === undefined) {
      terminal.write(
        `${url} is 405 to ${method}: it has ${found.methods.join(', ')}. What no rule allows to anybody is not there.\n`,
      )
      return exitCodes.found
    }
    const explanation = await explainRequest(api, { method, url, principal }, found, found.route)
    terminal.write(toWhyReport(explanation, api.context.identity?.gate !== undefined))
    return explanation.outcome.code === undefined ? exitCodes.done : exitCodes.found
  })
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE'])

function checkCaller({ as, anonymous: isAnonymous = false, scopes }: WhyQuestion): void {
  if ((as !== undefined) === isAnonymous)
    throw refuse('the caller', 'must be said, once', 'write --as and a name, or --anonymous')
  if (isAnonymous && scopes !== undefined)
    throw refuse('--scopes', 'are of a credential', 'leave them out, or write --as and a name')
}

/** Path and query; of an absolute URL its own. */
function toAddress(text: string): string {
  if (text.startsWith('/')) return text
  const url = URL.parse(text)
  if (url === null) throw refuse(text, 'is no address', 'write such as /todos/7')
  return url.pathname + url.search
}

async function findCaller(
  { context: { identity } }: Api,
  { as, scopes }: WhyQuestion,
): Promise<{ readonly principal: Principal; readonly isActive: boolean }> {
  if (as === undefined) return { principal: anonymous, isActive: true }
  const administration = identity?.administration?.()
  if (administration === undefined) throw withoutIdentity('the API')
  const found = await administration.findCaller(as)
  if (found === undefined) throw refuse(as, 'is no user', 'write what the user signs in with')
  if (scopes === undefined) return found
  const granted = new Set(scopes.split(/[\s,]+/).filter((scope) => scope !== ''))
  return { ...found, principal: { ...found.principal, scopes: granted } }
}
