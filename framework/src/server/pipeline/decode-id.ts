import type { Model } from '../../declaration/resource/model.ts'
import { toIdOfKind } from '../../declaration/schema/id.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import type { Exchange } from './exchange.ts'
import { createUnauthenticated } from './identify.ts'

/** The id in the path of the row that is asked for. */
export function decodeId(exchange: Exchange): void {
  exchange.id = readId(exchange, exchange.route.model, exchange.request.parameters['id'] ?? '')
}

/** An id in the path; undefined for something that is no id and names nothing: it is answered as an absent row is. */
export function readId(exchange: Exchange, model: Model, text: string): string | number | undefined {
  if (text === 'me' && exchange.route.api.identity?.users === model.name) return readOwnId(exchange, model)
  const { kind, definition } = model.properties.get('id')!
  const id = kind.parse(text, definition)
  return id instanceof InvalidValue ? undefined : (id as string | number)
}

/** `/users/me` is the caller. */
function readOwnId({ principal }: Exchange, { idKind }: Model): string | number {
  if (principal.id !== null) return toIdOfKind(idKind, principal.id)
  throw createUnauthenticated()
}
