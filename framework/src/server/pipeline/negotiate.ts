import { headerOf } from '../../protocol/message/message.ts'
import { chooseRepresentation } from '../../protocol/representation/negotiate.ts'
import type { Exchange } from './exchange.ts'

/** Which representation the answer has; 406 when none is acceptable. */
export function negotiate(exchange: Exchange): void {
  const { request, route } = exchange
  exchange.representation = chooseRepresentation(headerOf(request, 'accept'), route.representations)
}
