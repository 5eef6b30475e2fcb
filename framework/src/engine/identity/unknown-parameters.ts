import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** Refuses the parameters of a request to an endpoint that has none: 400 naming each. */
export function refuseParameters(request: HttpRequest): void {
  if (request.query === '') return
  const names = [...new Set(new URLSearchParams(request.query).keys())]
  refuse(names.map(toUnknown))
}

/** The only parameter of an endpoint, `true` or `false`; 400 for anything else. Default: false. */
export function readFlag(request: HttpRequest, name: string): boolean {
  if (request.query === '') return false
  const parameters = new URLSearchParams(request.query)
  const unknown = [...new Set(parameters.keys())].filter((other) => other !== name)
  const values = parameters.getAll(name)
  const isFlag = values.length < 2 && values.every((value) => value === 'true' || value === 'false')
  refuse([...unknown.map(toUnknown), ...(isFlag ? [] : [toWrong(name)])])
  return values[0] === 'true'
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
