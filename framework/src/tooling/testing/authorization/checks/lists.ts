// Lists, their totals and aggregates have the rows that a read would show, and no others.
import { isNever } from '../../../../declaration/condition/condition.ts'
import { toCondition } from '../../../../declaration/policy/decide.ts'
import { toListRule } from '../../../../declaration/resource/verb.ts'
import type { Caller } from '../callers.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, type Check, type Tested } from '../tested.ts'
import { listable } from '../listable.ts'
import { judge } from '../verdict.ts'

export const lists: Check = {
  title: 'lists and counts only rows that may be read',
  async find(tested) {
    const faults: string[] = []
    for (const caller of tested.callers) {
      for (const target of tested.targets.filter(({ route }) => route.verb === 'list'))
        if (judge(tested, caller, target) === 'allowed')
          faults.push(...(await findStrays(tested, caller, target)))
    }
    return faults
  },
}

interface ListBody {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly page: { readonly total?: number }
}

async function findStrays(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const { model, route } = target
  const expected = listable(tested, caller, target)
  const limit = model.limits.maxPageSize
  const url = toUrl(target)
  const { answer, words } =
    route.method === 'QUERY'
      ? await ask(caller, 'QUERY', url, { body: { limit, total: 'exact' } })
      : await ask(caller, 'GET', `${url}?limit=${limit}&total=exact`)
  if (answer.status !== 200) return [`${words}, though the rules show it`]
  const { data, page } = answer.body as unknown as ListBody
  const faults: string[] = []
  const ids = new Set(expected.map(({ id }) => id))
  const strays = data.filter(({ id }) => !ids.has(id as string)).map(({ id }) => id)
  if (strays.length > 0) faults.push(`${words} and shows hidden rows: ${strays.join(', ')}`)
  if (page.total !== expected.length)
    faults.push(`${words} and counts ${page.total} rows where ${expected.length} may be read`)
  return [...faults, ...(await findMiscount(tested, caller, target, expected.length))]
}

async function findMiscount(
  tested: Tested,
  caller: Caller,
  target: Target,
  count: number,
): Promise<string[]> {
  const { model, route } = target
  if (!model.aggregate.has('count') || route.method === 'QUERY') return []
  if (isNever(toCondition(toListRule(model), caller.principal, tested.app.clock.now()))) return []
  const { answer, words } = await ask(caller, 'GET', `${toUrl(target)}?aggregate=count`)
  const counted = (answer.body as unknown as ListBody).data?.[0]?.['count']
  return counted === count
    ? []
    : [`${words} and takes ${String(counted)} rows together where ${count} may be read`]
}
