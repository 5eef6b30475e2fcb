import { NotAcceptable } from '../../kernel/problem/catalogue.ts'
import type { Exchange } from './exchange.ts'
import { showingOf } from './represent.ts'

/** What is answered to a write of many rows: those that were written. Written down as JSON alone. */
export function representMany(exchange: Exchange): void {
  const { items, representation, created, view, route } = exchange
  const showing = showingOf(exchange, view!)
  const rows = items!.map(({ found }) => representation.writeItem!(found!, showing))
  exchange.reply = {
    status: created ? 201 : 200,
    headers: {
      'content-type': representation.contentType,
      'cache-control': 'no-store',
      vary: route.api.vary,
    },
    body: `{"data":[${rows.join(',')}]}`,
  }
}

/** 406 where many rows could be shown in no form that the client accepts. */
export function demandJson({ route, representation }: Exchange): void {
  const [json] = route.api.representations
  if (representation === json) return
  throw new NotAcceptable({ detail: `What is done to many rows is answered as ${json!.mediaType}.` })
}
