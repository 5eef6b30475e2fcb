import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** Refuses the parameters of a request to an endpoint that has none: 400 naming each. */
export function refuseParameters(request: HttpRequest): void {
  if (request.query === '') return
  const names = [...new Set(new URLSearchParams(request.query).keys())]
  refuse(names.map(toUnknown))
}

/** The parameters of an endpoint that are `true` or `false`; 400 for anything else. */
export function readFlags(request: HttpRequest, names: readonly string[]): Readonly<Record<string, boolean>> {
  if (request.query === '') return {}
  const parameters = new URLSearchParams(request.query)
  const sent = [...new Set(parameters.keys())]
  refuse(
    sent.flatMap((name) => {
      const values = parameters.getAll(name)
      if (!names.includes(name)) return [toUnknown(name)]
      return values.length === 1 && /^(?:true|false)$/.test(values[0]!) ? [] : [toWrong(name)]
    }),
  )
  return Object.fromEntries(sent.map((name) => [name, parameters.get(name) === 'true']))
}

function refuse(errors: readonly Fault[]): void {
  if (errors.length > 0) throw new InvalidQuery({ errors })
}

const toUnknown = (parameter: string): Fault => ({
  parameter,
  code: 'unknown_parameter',
  detail: 'is not a parameter here',
})

const toWrong = (parameter: string): Fault => ({
  parameter,
  code: 'wrong_type',
  detail: 'must be true or false, once',
})
