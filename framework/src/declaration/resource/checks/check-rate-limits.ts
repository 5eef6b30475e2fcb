import { isDeepStrictEqual } from 'node:util'
import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import { parseRate, rateRemedy } from '../../../kernel/values/rate.ts'
import { pathOf, type Model } from '../model.ts'
import type { RateLimit, RateLimitBy } from '../rate-limit.ts'
import type { Verb } from '../verb.ts'

/** Where a limit stands: `items.rateLimits[0]`. */
type Placed = readonly [path: string, limit: RateLimit]

/**
 * Limits must be sound by themselves, and those of one name the same everywhere: they are counted together.
 * @param everywhere the limits of the whole API
 */
export function checkRateLimits(
  models: Iterable<Model>,
  everywhere: readonly RateLimit[] = [],
): DeclarationFault[] {
  const lists: (readonly Placed[])[] = [
    place('rateLimits.policies', everywhere),
    ...[...models].flatMap((model) => [
      place(`${pathOf(model)}.rateLimits`, model.rateLimits),
      ...[...model.actions.values()].map((action) =>
        place(`${pathOf(model)}.actions.${action.name}.rateLimits`, action.rateLimits ?? []),
      ),
    ]),
  ]
  const placed = lists.flat()
  return [
    ...placed.flatMap(([path, limit]) => checkLimit(path, limit)),
    ...lists.flatMap(checkOnce),
    ...checkSame(placed),
  ]
}

const place = (path: string, limits: readonly RateLimit[]): readonly Placed[] =>
  limits.map((limit, index) => [`${path}[${index}]`, limit])

const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
// Typed so that a verb that is added cannot be left out.
const verbs: Readonly<Record<Verb, true>> = {
  list: true,
  read: true,
  create: true,
  replace: true,
  update: true,
  delete: true,
  upsert: true,
  updateMany: true,
  deleteMany: true,
  action: true,
  readLink: true,
  putLink: true,
  deleteLink: true,
  readFile: true,
  writeFile: true,
  removeFile: true,
}
const ways: Readonly<Record<RateLimitBy, true>> = { address: true, principal: true, client: true }

function checkLimit(path: string, limit: RateLimit): DeclarationFault[] {
  const { name, by, allow } = limit
  const faults: DeclarationFault[] = []
  if (!kebabCase.test(name) || name.length > 40) {
    const remedy = 'write kebab-case letters and digits, at most 40'
    faults.push({ path, message: `has the name ${name}, which is none`, remedy })
  }
  if (!Object.hasOwn(ways, by)) {
    const remedy = `count by one of ${Object.keys(ways).join(', ')}`
    faults.push({ path: `${path}.by`, message: `is ${by}`, remedy })
  }
  if (parseRate(allow) === undefined) {
    faults.push({ path: `${path}.allow`, message: `${allow} is not a rate`, remedy: rateRemedy })
  }
  return [...faults, ...checkVerbs(path, limit), ...checkCost(path, limit)]
}

function checkVerbs(path: string, { verbs: listed = [], cost }: RateLimit): DeclarationFault[] {
  const priced = typeof cost === 'object' ? Object.keys(cost) : []
  const unknown = [...listed, ...priced].filter((verb) => !Object.hasOwn(verbs, verb))
  const remedy = `name some of ${Object.keys(verbs).join(', ')}`
  return unknown.map((verb) => ({ path, message: `${verb} is no verb`, remedy }))
}

function checkCost(path: string, { cost, allow }: RateLimit): DeclarationFault[] {
  const most = parseRate(allow)?.count ?? Number.MAX_SAFE_INTEGER
  const costs: unknown[] = typeof cost === 'object' ? Object.values(cost) : [cost]
  return costs
    .filter((each) => !Number.isInteger(each) || Number(each) < 1 || Number(each) > most)
    .map((each) => ({
      path: `${path}.cost`,
      message: `is ${String(each)}, which could never be paid`,
      remedy: 'choose a whole number from 1 to what is allowed',
    }))
}

function checkOnce(list: readonly Placed[]): DeclarationFault[] {
  const names = list.map(([, { name }]) => name)
  return list
    .filter((_, index) => names.indexOf(names[index]!) !== index)
    .map(([path, { name }]) => ({ path, message: `names ${name} twice`, remedy: 'remove one of them' }))
}

function checkSame(placed: readonly Placed[]): DeclarationFault[] {
  const known = new Map<string, Placed>()
  const faults: DeclarationFault[] = []
  for (const [path, limit] of placed) {
    const first = known.get(limit.name)
    if (first === undefined) known.set(limit.name, [path, limit])
    else if (!isDeepStrictEqual(first[1], limit)) {
      const message = `says something else of ${limit.name} than ${first[0]}`
      faults.push({ path, message, remedy: 'declare the limit once, or give it another name' })
    }
  }
  return faults
}
