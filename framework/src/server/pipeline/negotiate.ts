import { headerOf } from '../../protocol/message/message.ts'
import { negotiateMediaType } from '../../protocol/representation/negotiate.ts'
import type { Exchange } from './exchange.ts'

const offered = ['application/json'] as const

/** Which representation the answer has; 406 when none is acceptable. */
export function negotiate({ request }: Exchange): void {
  negotiateMediaType(headerOf(request, 'accept'), offered)
}
