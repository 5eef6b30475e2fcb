import type { Model } from '../../../declaration/resource/model.ts'
import type { Caller } from './callers.ts'
import { isHidden } from './hidden-fields.ts'
import { toUrl, type Target } from './targets.ts'
import { ask, type Tested } from './tested.ts'
import { canRead } from './verdict.ts'

const types = ['application/json', 'application/hal+json', 'application/xml', 'text/csv']

/** Texts of hidden rows and fields in whatever an address answers with, in every form it has. */
export async function findShownTexts(tested: Tested, caller: Caller, target: Target): Promise<string[]> {
  const secrets = toSecrets(tested, caller, target.model)
  if (secrets.length === 0) return []
  const faults: string[] = []
  for (const accept of types) {
    const { answer, words } = await ask(caller, 'GET', toUrl(target), { headers: { accept } })
    for (const { text, place } of secrets)
      if (answer.text.includes(text)) faults.push(`${words} and tells ${place} in ${accept}`)
  }
  return faults
}

interface Secret {
  readonly text: string
  readonly place: string
}

/** Long enough that no other text has it by chance. */
const shortest = 8

/** What stands in the rows of a resource that the caller may not see, and nowhere else. */
function toSecrets(tested: Tested, caller: Caller, model: Model): readonly Secret[] {
  const all = tested.world.models
    .filter(({ version }) => version === model.version)
    .flatMap((each) => tested.world.rowsOf(each).flatMap((row) => Object.values(row.values)))
  return tested.world.rowsOf(model).flatMap((row) => {
    const isWholeHidden = !canRead(tested, caller, { model, row, parameter: 'id' })
    return Object.entries(row.values).flatMap(([name, value]) => {
      if (typeof value !== 'string' || value.length < shortest || /Id$|^id$|At$/.test(name)) return []
      if (!isWholeHidden && !isHidden(tested, caller, model, row, name)) return []
      const inSummary = model.summary?.fields.includes(name) === true
      const isAlone = all.filter((each) => each === value).length === 1
      return isAlone && !inSummary && /^[\w .@:/-]+$/.test(value)
        ? [{ text: value, place: `${name} of a row of ${model.name} that does not show it` }]
        : []
    })
  })
}
