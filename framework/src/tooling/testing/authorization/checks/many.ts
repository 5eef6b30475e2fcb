// Writes of many rows write all of them or none, and none that the caller may not (OWASP API1).
import { toSingleVerb } from '../../../../declaration/resource/many-verbs.ts'
import type { AccessVerb } from '../../../../declaration/resource/access.ts'
import type { Caller } from '../callers.ts'
import { toContent } from '../content.ts'
import { listable } from '../listable.ts'
import { toManyFilter } from '../many-filter.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, type Check, type Tested } from '../tested.ts'
import { judge } from '../verdict.ts'

export const many: Check = {
  title: 'writes many rows only where each may be written',
  async find(tested) {
    const faults: string[] = []
    for (const caller of tested.callers) {
      for (const target of tested.targets) {
        const { verb } = target.route
        if (verb !== 'updateMany' && verb !== 'deleteMany') continue
        if (judge(tested, caller, target) === 'open')
          faults.push(...(await findWritten(tested, caller, target)))
      }
    }
    return faults
  },
}

async function findWritten(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const { model, route } = target
  const { world } = tested
  const filter = toManyFilter(tested, caller, model)
  const listed = listable(tested, caller, target)
  const rule = model.access[toSingleVerb(route.verb) as AccessVerb]
  const isRefused = listed.some(({ values }) => !world.allows(model, rule, caller.principal, values))
  // What is allowed would be done.
  if (filter === undefined || (!isRefused && (route.verb === 'deleteMany' || listed.length === 0))) return []
  const isListed = new Set(listed.map(({ id }) => id))
  const others = () => JSON.stringify(world.rowsOf(model).filter(({ id }) => isRefused || !isListed.has(id)))
  const before = others()
  const { answer, words } = await ask(
    caller,
    route.method,
    `${toUrl(target)}?${filter}`,
    toContent(tested, target),
  )
  await world.read()
  const faults = before === others() ? [] : [`${words} and writes rows that it may not`]
  if (isRefused && answer.status < 300) faults.push(`${words}, though some rows may not be written`)
  return faults
}
