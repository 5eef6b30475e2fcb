import { InvalidQuery } from '../../kernel/problem/catalogue.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** Refuses the parameters of a request to an endpoint that has none: 400 naming each. */
export function refuseParameters(request: HttpRequest): void {
  if (request.query === '') return
  const names = [...new Set(new URLSearchParams(request.query).keys())]
  if (names.length === 0) return
  throw new InvalidQuery({
    errors: names.map((parameter) => ({
      parameter,
      code: 'unknown_parameter',
      detail: 'is not a parameter here',
    })),
  })
}
