// A credential is good for its scopes alone, whatever its user may do (RFC 6750 section 3.1).
import { scopesOf } from '../../../../declaration/resource/verb.ts'
import { createCaller } from '../callers.ts'
import { toContent } from '../content.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, findChanges, type Check, type Tested } from '../tested.ts'

export const scopes: Check = {
  title: 'asks every credential for its scopes',
  async find(tested) {
    const before = tested.world.snapshot()
    const faults: string[] = []
    const known = tested.callers.filter(({ acting }) => acting !== undefined)
    const all = [...new Set(tested.targets.flatMap(({ route }) => scopesOf(route)))]
    for (const { name, acting } of known) {
      for (const scope of all) {
        const others = all.filter((each) => each !== scope)
        const caller = createCaller(tested.app, `${name} without ${scope}`, { ...acting, scopes: others })
        for (const target of firstOfEach(tested)) {
          if (!scopesOf(target.route).includes(scope)) continue
          const content = toContent(tested, target)
          const { answer, words } = await ask(caller, target.route.method, toUrl(target), content)
          const isRefused = answer.status === 403 && answer.body['code'] === 'INSUFFICIENT_SCOPE'
          if (!isRefused) faults.push(`${words}, not 403 INSUFFICIENT_SCOPE`)
        }
      }
    }
    return [...faults, ...(await findChanges(tested, before))]
  },
}

/** Rows make no difference to what a credential is good for. */
const firstOfEach = ({ targets }: Tested): Target[] => [
  ...new Map(targets.map((target) => [`${target.route.method} ${target.pattern}`, target])).values(),
]
