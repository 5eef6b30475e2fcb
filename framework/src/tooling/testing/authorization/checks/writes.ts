// Property level (OWASP API3): nobody writes a field whose rule does not allow it, nor one that code alone writes.
import type { Model, Property } from '../../../../declaration/resource/model.ts'
import type { StoredRow } from '../../../../engine/rows/stored-row.ts'
import type { Caller } from '../callers.ts'
import { toContent, toJson, toNewBody, toWholeBody } from '../content.ts'
import { toSampleValue } from '../sample-values.ts'
import { absentId, toUrl, type Target } from '../targets.ts'
import { ask, type Check, type Tested } from '../tested.ts'
import { judge } from '../verdict.ts'

export const writes: Check = {
  title: 'writes no field that the caller may not write',
  async find(tested) {
    const faults: string[] = []
    for (const caller of tested.callers) {
      for (const target of tested.targets) {
        const { verb } = target.route
        if (verb === 'create') faults.push(...(await findMade(tested, caller, target)))
        if (verb !== 'update' && verb !== 'replace') continue
        if (judge(tested, caller, target) === 'allowed')
          faults.push(...(await findWritten(tested, caller, target)))
      }
    }
    return faults
  },
}

/** Fields that the caller may not write in a row; of a new one there is none yet. */
function findClosed(tested: Tested, { principal }: Caller, { model }: Target, row?: StoredRow): Property[] {
  return [...model.properties.values()].filter(({ name, definition, system }) => {
    if (definition.kind === 'file' || (name === 'id' && row === undefined)) return false
    if (system || definition.readOnly || definition.owner === true) return true
    const { writable } = definition
    // A rule about values is about those that are sent: what comes of it is for `refuses every verb`.
    return writable !== undefined && !tested.world.allows(model, writable, principal, row?.values ?? {})
  })
}

async function findWritten(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const { model, route } = target
  const row = target.row!.row
  const faults: string[] = []
  for (const property of findClosed(tested, caller, target, row)) {
    const value = toOther(tested, model, property, row.values[property.name])
    if (value === undefined) continue
    const body = { ...(route.verb === 'replace' ? toWholeBody(model, row) : {}), [property.name]: value }
    const content = toContent(tested, target)
    const { answer, words } = await ask(caller, route.method, toUrl(target), { ...content, body })
    const patched =
      route.verb === 'update'
        ? await ask(caller, 'PATCH', toUrl(target), {
            headers: { ...content.headers, 'content-type': 'application/json-patch+json' },
            body: JSON.stringify([{ op: 'add', path: `/${property.name}`, value }]),
          })
        : undefined
    await tested.world.read()
    const now = tested.world.findRow(model, row.id)?.values[property.name]
    const isSame = JSON.stringify(now) === JSON.stringify(row.values[property.name])
    if (!isSame) faults.push(`${words} and writes ${property.name}`)
    else if (answer.status < 300) faults.push(`${words}, though it may not write ${property.name}`)
    else if (patched !== undefined && patched.answer.status < 300)
      faults.push(`${patched.words}, though a JSON Patch may not write ${property.name}`)
  }
  return faults
}

async function findMade(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const content = toContent(tested, target)
  if (judge(tested, caller, target, content.body as never) !== 'open') return []
  const { model, above } = target
  const faults: string[] = []
  for (const property of findClosed(tested, caller, target)) {
    const value = toOther(
      tested,
      model,
      property,
      property.definition.hasDefault ? property.definition.default : null,
    )
    if (value === undefined) continue
    const place = above[0] && { [above[0].parameter]: above[0].row.id }
    const body = { ...toNewBody(tested, model, place), [property.name]: value }
    const { answer, words } = await ask(caller, 'POST', toUrl(target), { ...content, body })
    if (answer.status < 300) faults.push(`${words}, though it may not write ${property.name}`)
  }
  return faults
}

/** A value that a field does not have. */
function toOther({ world }: Tested, model: Model, { name, definition }: Property, value: unknown): unknown {
  if (name === 'id') return model.idKind === 'integer' ? Number(absentId(model)) : absentId(model)
  if (definition.kind === 'reference') {
    const named = [...model.relations.values()].find((each) => each.kind === 'one' && each.field === name)
    return named && world.rowsOf(named.target).find(({ id }) => id !== value)?.id
  }
  for (const index of [0, 2, 7, 9]) {
    const other = toSampleValue(name, definition, index)
    const sent = other === undefined ? undefined : toJson(definition, other)
    if (sent !== undefined && sent !== null && JSON.stringify(other) !== JSON.stringify(value)) return sent
  }
  return undefined
}
