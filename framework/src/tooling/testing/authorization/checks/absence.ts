// Hidden rows look exactly like absent ones (OWASP API1): the same answer to every verb and condition.
import { isDeepStrictEqual } from 'node:util'
import { toCondition } from '../../../../declaration/policy/decide.ts'
import { isNever } from '../../../../declaration/condition/condition.ts'
import type { Answer } from '../../../client/answer.ts'
import type { Caller } from '../callers.ts'
import { toContent } from '../content.ts'
import { absentId, toUrl, type Named, type Target } from '../targets.ts'
import { ask, findChanges, type Check, type Tested } from '../tested.ts'
import { canRead } from '../verdict.ts'

export const absence: Check = {
  title: 'answers for hidden rows as for absent ones',
  async find(tested) {
    const before = tested.world.snapshot()
    const faults: string[] = []
    const known: Looks = new Map()
    for (const caller of tested.callers) {
      for (const target of tested.targets) {
        const hidden = findHidden(tested, caller, target)
        if (hidden !== undefined)
          faults.push(...(await findDifferences(tested, caller, target, hidden, known)))
      }
    }
    return [...faults, ...(await findChanges(tested, before))]
  },
}

/** The one row of an address that the caller may not read; where there are several, any may decide. */
function findHidden(
  tested: Tested,
  caller: Caller,
  { row, above, linked, route }: Target,
): Named | undefined {
  const named = [row, linked, ...above].filter((each) => each !== undefined)
  const hidden = named.filter((each) => !canRead(tested, caller, each))
  const { making } = route
  const fresh = { ...caller, principal: { ...caller.principal, authenticatedAt: tested.app.clock.now() } }
  // Who needs only sign in again is told so (RFC 9470).
  if (caller.principal.kind === 'user' && hidden.some((each) => canRead(tested, fresh, each)))
    return undefined
  // Where a free id can be taken, one that is taken cannot be: only ids that tell nothing should be chosen by clients.
  const now = tested.app.clock.now()
  if (making !== undefined && !isNever(toCondition(making, caller.principal, now))) return undefined
  return hidden.length === 1 ? hidden[0] : undefined
}

/** How absent rows look to whom: asked once for all hidden ones. */
type Looks = Map<string, unknown>
type Headers = Readonly<Record<string, string>>

const conditions: readonly Headers[] = [{}, { 'if-none-match': '*' }, { 'if-match': '*' }]

const conditionsOf = (method: string): readonly Headers[] => (method === 'OPTIONS' ? [{}] : conditions)

async function findDifferences(
  tested: Tested,
  caller: Caller,
  target: Target,
  hidden: Named,
  known: Looks,
): Promise<string[]> {
  const gone = absentId(hidden.model)
  const urls = [toUrl(target), toUrl(target, { [hidden.parameter]: gone })] as const
  const { method } = target.route
  const content = toContent(tested, target)
  const faults: string[] = []
  for (const each of method === 'GET' ? ['GET', 'HEAD', 'OPTIONS'] : [method]) {
    for (const headers of conditionsOf(each)) {
      const sent = { ...content, headers: { ...content.headers, ...headers } }
      const { answer, words } = await ask(caller, each, urls[0], sent)
      const name = [caller.name, each, urls[1], ...Object.keys(headers)].join(' ')
      const absent = known.get(name) ?? toLook((await ask(caller, each, urls[1], sent)).answer, gone)
      known.set(name, absent)
      if (!isDeepStrictEqual(toLook(answer, hidden.row.id), absent))
        faults.push(`${words} (${Object.keys(headers).join()}), unlike ${urls[1]}`)
    }
  }
  return faults
}

const ofOneAnswer = new Set(['x-request-id', 'date', 'content-length', 'ratelimit'])

/** What there is to see of an answer, but for what names the request and its row. */
function toLook({ status, headers, body }: Answer, id: string | number): unknown {
  const path = `/${encodeURIComponent(id)}`
  const told = Object.entries(headers)
    .filter(([name]) => !ofOneAnswer.has(name))
    .map(([name, value]) => [name, toNameless(value, path)])
  const {
    instance: _,
    requestId: __,
    ...rest
  } = (typeof body === 'object' ? body : {}) as Record<string, unknown>
  return { status, headers: Object.fromEntries(told), body: typeof body === 'object' ? rest : body }
}

/** Links of an answer lead to the row by its own id. */
function toNameless(value: string | undefined, path: string): string {
  const [before = '', ...after] = value?.split(path) ?? []
  return before + after.map((rest) => (/^[\w-]/.test(rest) ? path : '/{id}') + rest).join('')
}
