import type { ActionTarget } from '../../declaration/resource/action.ts'
import { etagOf, toAnswer, toResult, type Send } from './answer.ts'
import type { CallOptions, ChangeOptions, WriteOptions } from './client.ts'
import { ProblemAnswer } from './problem-answer.ts'
import { toQueryBody, toQueryString, type AnyListOptions } from './query-string.ts'

/** What a client must know of a resource at run time. */
export interface ClientResource {
  readonly name: string
  /** Of the collection, such as `/api/v1/todos`; with the parameters of the rows it stands below, if it does. */
  readonly path: string
  readonly actions: readonly ClientAction[]
}

/** What a client must know of an action at run time. */
export interface ClientAction {
  readonly name: string
  readonly on: ActionTarget
  readonly hasInput: boolean
}

type Id = string | number
/** The calls of one resource, with their types forgotten. */
export type AnyCalls = Readonly<Record<string, (...given: never[]) => unknown>>

/** Makes the calls of every resource, by name; `Client` says what their types are. */
export function createClient(
  resources: readonly ClientResource[],
  send: Send,
): Readonly<Record<string, AnyCalls>> {
  return Object.fromEntries(resources.map((resource) => [resource.name, createCalls(resource, send)]))
}

function createCalls(resource: ClientResource, send: Send): AnyCalls {
  const { name, path, actions } = resource
  const above = path.match(parameter)?.length ?? 0
  const call = above === 0 ? createCall(send) : refuseCall(name, above)
  const at = (id: Id) => `${path}/${encodeURIComponent(id)}`
  const merge = 'application/merge-patch+json'
  return {
    below: (...ids: readonly Id[]) => {
      if (above === 0 || ids.length !== above)
        throw new TypeError(`The rows of ${name} stand below ${above} rows, not below ${ids.length}.`)
      let next = 0
      const placed = path.replaceAll(parameter, () => encodeURIComponent(ids[next++]!))
      return createCalls({ ...resource, path: placed }, send)
    },
    ...Object.fromEntries(actions.map((action) => [action.name, createAction(action, path, call)])),
    list: ({ headers, ...query }: AnyListOptions & CallOptions = {}) =>
      call('GET', path + toQueryString(query), { headers }),
    query: ({ headers, ...query }: AnyListOptions & CallOptions = {}) =>
      call('QUERY', path, { body: toQueryBody(query), headers }),
    get: (id: Id, { headers, ...query }: AnyListOptions & CallOptions = {}) =>
      call('GET', at(id) + toQueryString(query), { headers }),
    create: (values: unknown, options?: WriteOptions) => call('POST', path, { body: values, ...options }),
    createMany: (values: readonly unknown[], options?: WriteOptions) =>
      call('POST', path, { body: values, ...options }),
    updateMany: (rows: AnyListOptions, values: unknown, options?: WriteOptions) =>
      call('PATCH', path + toQueryString(rows), { body: values, type: merge, ...options }),
    deleteMany: (rows: AnyListOptions, options?: CallOptions) =>
      call('DELETE', path + toQueryString(rows), { ...options }),
    replace: (id: Id, values: unknown, options?: ChangeOptions) =>
      call('PUT', at(id), { body: values, ...options }),
    update: (id: Id, values: unknown, options?: ChangeOptions) =>
      call('PATCH', at(id), { body: values, type: merge, ...options }),
    delete: (id: Id, options?: ChangeOptions) => call('DELETE', at(id), { ...options }),
  }
}

const parameter = /\{\w+\}/g

function refuseCall(name: string, above: number): Call {
  return () =>
    Promise.reject(
      new TypeError(`The rows of ${name} stand below ${above} rows: name them by below(…) first.`),
    )
}

function createAction({ name, on, hasInput }: ClientAction, path: string, call: Call): AnyCalls[string] {
  // An input of which all may be left out is an empty one; without an input there is no body at all.
  const toBody = (input: unknown) => (hasInput ? (input ?? {}) : undefined)
  if (on === 'collection') {
    return (input?: unknown, options?: WriteOptions) =>
      call('POST', `${path}/${name}`, { body: toBody(input), ...options })
  }
  return (id: Id, input?: unknown, options?: ChangeOptions) =>
    call('POST', `${path}/${encodeURIComponent(id)}/${name}`, { body: toBody(input), ...options })
}

interface CallContent {
  readonly body?: unknown
  /** Media type of the body. */
  readonly type?: string
  readonly headers?: CallOptions['headers'] | undefined
  readonly ifMatch?: ChangeOptions['ifMatch']
  readonly idempotencyKey?: WriteOptions['idempotencyKey']
}

type Call = (method: string, url: string, content: CallContent) => Promise<unknown>

function createCall(send: Send): Call {
  return async (method, url, { body, type = 'application/json', headers, ifMatch, idempotencyKey }) => {
    const sent = {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': type }),
      ...(ifMatch !== undefined && { 'if-match': typeof ifMatch === 'string' ? ifMatch : etagOf(ifMatch) }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': toQuoted(idempotencyKey) }),
      ...headers,
    }
    const text = body === undefined ? undefined : JSON.stringify(body)
    const answer = toAnswer(await send({ method, url, headers: sent, body: text }))
    if (answer.status >= 400) throw new ProblemAnswer({ method, url }, answer)
    return toResult(answer)
  }
}

// A String of structured fields (RFC 9651 section 3.3.3).
const toQuoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
