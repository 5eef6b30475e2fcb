// OPTIONS offers what the caller may do, and no more (RFC 9110 section 9.3.7).
import { isOnMany } from '../../../../declaration/resource/many-verbs.ts'
import type { Caller } from '../callers.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, type Check, type Tested } from '../tested.ts'
import { judge, type Verdict } from '../verdict.ts'

export const offers: Check = {
  title: 'offers by OPTIONS what the rules allow',
  async find(tested) {
    const faults: string[] = []
    const addresses = [...Map.groupBy(tested.targets, (target) => toUrl(target))]
    for (const caller of tested.callers)
      for (const [url, targets] of addresses) faults.push(...(await findMisfit(tested, caller, url, targets)))
    return faults
  },
}

async function findMisfit(
  tested: Tested,
  caller: Caller,
  url: string,
  targets: readonly Target[],
): Promise<string[]> {
  const verdicts = targets.map((target) => [target, judge(tested, caller, target)] as const)
  // What may not even be looked at is not there, whatever is asked of it.
  if (verdicts.some(([, verdict]) => verdict === 'hidden')) return []
  const { answer, words } = await ask(caller, 'OPTIONS', url)
  if (answer.status !== 204)
    return answer.status === 401 || answer.status === 404 ? [] : [`${words}, not 204`]
  const offered = new Set((answer.headers['allow'] ?? '').split(', '))
  return verdicts.flatMap(([{ route }, verdict]) => {
    const isOffered = offered.has(route.method)
    if (isRefusal(verdict) && isOffered) return [`${words} and offers ${route.method}, which is refused`]
    const isSure = verdict === 'allowed' && !isOnMany(route)
    return isSure && !isOffered ? [`${words} without ${route.method}, which is allowed`] : []
  })
}

const isRefusal = (verdict: Verdict): boolean => verdict !== 'allowed' && verdict !== 'open'
