// Property level (OWASP API3): fields stay out of every answer where their rule does not show them.
import type { Model } from '../../../../declaration/resource/model.ts'
import { hasGrantedScope } from '../../../../declaration/policy/principal.ts'
import type { Caller } from '../callers.ts'
import { toUrl } from '../targets.ts'
import { ask, type Asked, type Check, type Tested } from '../tested.ts'
import { judge } from '../verdict.ts'
import { isHidden } from '../hidden-fields.ts'
import { findShownTexts } from '../shown-texts.ts'

type Shown = Readonly<Record<string, unknown>>

export const fields: Check = {
  title: 'shows no field and no related row that is hidden',
  async find(tested) {
    const faults: string[] = []
    for (const caller of tested.callers) {
      for (const target of tested.targets) {
        const { model, route } = target
        const isRead = route.verb === 'read' || (route.verb === 'list' && route.method === 'GET')
        if (!isRead || judge(tested, caller, target) !== 'allowed') continue
        const expand = [...model.expand].join()
        for (const query of ['', ...(expand === '' ? [] : [`?expand=${expand}`])]) {
          const asked = await ask(caller, 'GET', toUrl(target) + query)
          faults.push(...findInRows(tested, caller, model, asked))
        }
        faults.push(...(await findShownTexts(tested, caller, target)))
      }
    }
    return [...new Set(faults)]
  },
}

function findInRows(tested: Tested, caller: Caller, model: Model, { answer, words }: Asked): string[] {
  if (answer.status !== 200) return []
  const body = answer.body as { readonly data?: readonly Shown[] }
  const rows = Array.isArray(body.data) && !model.properties.has('data') ? body.data : [answer.body]
  return rows.flatMap((row) => findInRow(tested, caller, model, row)).map((fault) => `${words} and ${fault}`)
}

function findInRow(tested: Tested, caller: Caller, model: Model, shown: Shown): string[] {
  const row = tested.world.findRow(model, shown['id'])
  if (row === undefined) return []
  const hidden = Object.keys(shown)
    .filter((name) => isHidden(tested, caller, model, row, name))
    .map((name) => `shows the hidden field ${name} of ${model.name}`)
  const related = [...model.relations.values()].flatMap(({ name, target, kind }) => {
    const embedded = shown[name]
    if (model.properties.has(name) || typeof embedded !== 'object' || embedded === null) return []
    const others = (Array.isArray(embedded) ? embedded : [embedded]) as readonly Shown[]
    return others.flatMap((other) => findInRelated(tested, caller, target, kind !== 'one', other))
  })
  return [...hidden, ...related]
}

/** An embedded row is one that may be read, or the summary of one. */
function findInRelated(
  tested: Tested,
  caller: Caller,
  target: Model,
  isListed: boolean,
  shown: Shown,
): string[] {
  const row = tested.world.findRow(target, shown['id'])
  if (row === undefined) return []
  const { principal } = caller
  const { access, summary, name } = target
  const allows = (rule: Parameters<typeof tested.world.allows>[1]) =>
    tested.world.allows(target, rule, principal, row.values)
  const isReadable =
    hasGrantedScope(principal, `${name}:read`) && allows(access.read) && (!isListed || allows(access.list))
  if (isReadable) return findInRow(tested, caller, target, shown)
  const known = summary !== undefined && allows(summary.access) ? ['id', ...summary.fields] : []
  const more = Object.keys(shown).filter((each) => each !== 'links' && !known.includes(each))
  const whole = known.length === 0 ? [`embeds a hidden row of ${name}`] : []
  return [
    ...whole,
    ...(known.length === 0 ? [] : more.map((each) => `embeds ${each} of a hidden row of ${name}`)),
  ]
}
