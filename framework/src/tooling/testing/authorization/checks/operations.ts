// Function and object level (OWASP API5 and API1): what no rule allows is refused, and does nothing.
import type { Caller } from '../callers.ts'
import { toContent } from '../content.ts'
import { toMade } from '../new-row.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, findChanges, type Check, type Tested } from '../tested.ts'
import { judge, statusesOf } from '../verdict.ts'
import { toManyFilter } from '../many-filter.ts'
import type { Values } from '../world.ts'

export const operations: Check = {
  title: 'refuses every verb that no rule allows',
  async find(tested) {
    const before = tested.world.snapshot()
    const faults: string[] = []
    for (const caller of tested.callers)
      for (const target of tested.targets) faults.push(...(await findFault(tested, caller, target)))
    return [...faults, ...(await findChanges(tested, before))]
  },
}

async function findFault(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const content = toContent(tested, target)
  const verdict = judge(tested, caller, target, toMadeBy(target, content.body, caller))
  if (verdict === 'open') return []
  const isRead = target.route.verb === 'read'
  if (verdict === 'allowed' && !isRead) return []
  const { answer, words } = await ask(
    caller,
    target.route.method,
    withFilter(tested, caller, target),
    content,
  )
  if (verdict === 'allowed') return answer.status === 200 ? [] : [`${words}, though the rules show it`]
  const expected = [...statusesOf(verdict, target), ...ownRefusals(target)]
  return expected.includes(answer.status) ? [] : [`${words}, not ${expected.join(' or ')}`]
}

/** What may be said before the rule on new values is asked. */
function ownRefusals({ route }: Target): readonly number[] {
  // A reference to what the caller may not read is as good as one to nothing.
  if (route.verb === 'create') return [422]
  // A filter may be read before it is known whose it is.
  return route.verb === 'updateMany' || route.verb === 'deleteMany' ? [400] : []
}

function toMadeBy({ model, route }: Target, body: unknown, caller: Caller): Values | undefined {
  return route.verb === 'create' ? toMade(model, body as Values, caller) : undefined
}

function withFilter(tested: Tested, caller: Caller, target: Target): string {
  const url = toUrl(target)
  const { verb } = target.route
  if (verb !== 'updateMany' && verb !== 'deleteMany') return url
  const filter = toManyFilter(tested, caller, target.model)
  return filter === undefined ? url : `${url}?${filter}`
}
