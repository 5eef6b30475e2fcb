// The body of the HTTP QUERY method (RFC 10008): the parameters of a list as members of one JSON object.
import { isListParameter, listParameters } from '../../declaration/resource/list-parameters.ts'
import type { ListParameter } from '../../declaration/resource/list-parameters.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { toNameHint } from '../../kernel/values/nearest-name.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'
import { toOptionName } from './expand-options.ts'
import { parseList, type ListRequest, type QueryContext } from './list-request.ts'
import { QueryFaults } from './query-faults.ts'
import { parseParameters, toParameter, type RawParameter } from './raw-parameters.ts'

/** What may stand in the URL of a QUERY: where the page begins, so that its links can be followed with the same body. */
export const queryUrlNames: ReadonlySet<string> = new Set<ListParameter>([
  'after',
  'before',
  'page',
  'offset',
])

/**
 * Reads a QUERY: the same request as a GET with these parameters. Everything wrong with it is thrown together as
 * INVALID_QUERY (400), with pointers into the body.
 * @param rawQuery of the URL, without its `?`, undecoded
 */
export function parseQueryBody(
  model: Model,
  body: unknown,
  rawQuery: string,
  context: QueryContext,
): ListRequest {
  const faults = new QueryFaults('body', context.isLenient)
  const parameters = [...toParameters(body, faults), ...readUrl(rawQuery, faults)]
  return parseList(model, parameters, context, faults)
}

function readUrl(rawQuery: string, faults: QueryFaults): RawParameter[] {
  if (rawQuery === '') return []
  return parseParameters(rawQuery, faults).filter(({ name }) => {
    const isChoice = queryUrlNames.has(name)
    const detail = `belongs in the body; the URL may have ${[...queryUrlNames].join(', ')}`
    if (!isChoice) faults.addFault({ parameter: name.slice(0, 100), code: 'unknown_parameter', detail })
    return isChoice
  })
}

function toParameters(body: unknown, faults: QueryFaults): RawParameter[] {
  if (!isObject(body)) {
    faults.addFault({ pointer: '', code: 'invalid_type', detail: 'must be an object' })
    return []
  }
  const parameters: RawParameter[] = []
  for (const [name, value] of Object.entries(body)) {
    if (faults.isFull) break
    if (!isListParameter(name)) faults.addUnknown(name, 'unknown_member', describeUnknown(name))
    else if (name === 'expand') parameters.push(...toExpansions(value, faults))
    else parameters.push(...toMember(name, value, faults))
  }
  return parameters
}

/** Parameters as members: what stands for their texts, and undefined for values that cannot. */
type Form = (value: unknown, report: Report) => string | undefined
type Report = (path: string, code: string, detail: string) => void

function toMember(
  name: Exclude<ListParameter, 'expand'>,
  value: unknown,
  faults: QueryFaults,
): RawParameter[] {
  const text = forms[name](value, (path, code, detail) => faults.addWithin(name, path, code, detail))
  return text === undefined ? [] : [toParameter(name, text)]
}

const toText: Form = (value, report) => {
  if (typeof value === 'string') return value
  report('', 'invalid_type', 'must be text')
  return undefined
}

const toNumber: Form = (value, report) => {
  if (typeof value === 'number') return String(value)
  report('', 'invalid_type', 'must be a number')
  return undefined
}

const toJson: Form = (value) => JSON.stringify(value)

/** A list of nothing asks for nothing in particular. */
const toNames: Form = (value, report) => {
  if (!Array.isArray(value)) {
    report('', 'invalid_type', 'must be a list of names')
    return undefined
  }
  for (const [index, name] of value.entries()) {
    if (typeof name === 'string' && !name.includes(',')) continue
    report(`/${index}`, 'invalid_type', 'must be one name')
    return undefined
  }
  return value.length === 0 ? undefined : value.join(',')
}

const forms: Readonly<Record<Exclude<ListParameter, 'expand'>, Form>> = {
  limit: toNumber,
  after: toText,
  before: toText,
  page: toNumber,
  offset: toNumber,
  sort: toNames,
  fields: toNames,
  where: toJson,
  q: toText,
  total: toText,
  aggregate: toNames,
  groupBy: toNames,
}

/** Paths, or objects of a path and what is said of its rows: `{ "path": "items", "limit": 5 }`. */
function toExpansions(value: unknown, faults: QueryFaults): RawParameter[] {
  if (!Array.isArray(value)) {
    faults.add('expand', 'invalid_type', 'must be a list')
    return []
  }
  const options = value.flatMap((each, index) => toExpandOptions(each, `/expand/${index}`, faults))
  const paths = value.map((each) => (isObject(each) ? each.path : each))
  const text = toNames(paths, (path, code, detail) => faults.addWithin('expand', path, code, detail))
  return text === undefined ? [] : [toParameter('expand', text), ...options]
}

const expandForms: Readonly<Record<string, Form>> = { where: toJson, sort: toNames, limit: toNumber }

function toExpandOptions(value: unknown, pointer: string, faults: QueryFaults): RawParameter[] {
  if (!isObject(value)) return []
  const { path, ...options } = value
  // Refused as a name already.
  if (typeof path !== 'string') return []
  return Object.entries(options).flatMap(([option, content]) => {
    const at = `${pointer}/${toPointerToken(option)}`
    const form = Object.hasOwn(expandForms, option) ? expandForms[option] : undefined
    if (form === undefined) {
      const detail = 'must be one of path, where, sort, limit'
      if (!faults.isLenient) faults.addFault({ pointer: at, code: 'unknown_member', detail })
      return []
    }
    const name = toOptionName(path, option)
    faults.place(name, at)
    const text = form(content, (inner, code, detail) => faults.addWithin(name, inner, code, detail))
    return text === undefined ? [] : [toParameter(name, text)]
  })
}

const describeUnknown = (name: string): string =>
  `is no member of a query${toNameHint(name, Object.keys(listParameters))}`
