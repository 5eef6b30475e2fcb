// Rows that are written with another one are judged as if they were written alone (OWASP API1).
import { nestedRowsOf, type ManyRelation } from '../../../../declaration/resource/nested-rows.ts'
import type { Caller } from '../callers.ts'
import { toContent, toNewBody } from '../content.ts'
import { toMade } from '../new-row.ts'
import { toUrl, type Target } from '../targets.ts'
import { ask, type Check, type Tested } from '../tested.ts'
import { canRead, judge } from '../verdict.ts'

export const families: Check = {
  title: 'writes no row with another that may not be written alone',
  async find(tested) {
    const faults: string[] = []
    for (const caller of tested.callers) {
      for (const target of tested.targets.filter(({ route }) => route.verb === 'update')) {
        if (judge(tested, caller, target) !== 'allowed') continue
        for (const relation of nestedRowsOf(target.model))
          faults.push(...(await findWritten(tested, caller, target, relation)))
      }
    }
    return faults
  },
}

async function findWritten(
  tested: Tested,
  caller: Caller,
  target: Target,
  relation: ManyRelation,
): Promise<string[]> {
  const { world } = tested
  const { principal } = caller
  const child = relation.target
  const { row } = target.row!
  const known = world
    .relatedTo(target.model, relation.name, row.values)
    .filter((each) => canRead(tested, caller, { model: child, row: each, parameter: 'id' }))
  const { [relation.field]: _, ...body } = toNewBody(tested, child)
  const made = toMade(child, { ...body, [relation.field]: row.id }, caller)
  const tries: [string, readonly unknown[]][] = []
  if (!world.allows(child, child.access.create, principal, made))
    tries.push(['makes', [...known.map(({ id }) => ({ id })), body]])
  const isShown = ({ values }: (typeof known)[number]) =>
    relation.visible === undefined || world.allows(child, relation.visible, principal, values)
  if (
    known.some((each) => isShown(each) && !world.allows(child, child.access.delete, principal, each.values))
  )
    tries.push(['removes', []])
  const faults: string[] = []
  for (const [what, sent] of tries) {
    const before = JSON.stringify(world.rowsOf(child))
    const content = { ...toContent(tested, target), body: { [relation.name]: sent } }
    const { answer, words } = await ask(caller, 'PATCH', toUrl(target), content)
    await world.read()
    if (answer.status < 300 || before !== JSON.stringify(world.rowsOf(child)))
      faults.push(`${words} and ${what} rows of ${child.name} that it may not`)
  }
  return faults
}
