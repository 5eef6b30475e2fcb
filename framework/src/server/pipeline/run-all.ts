import { isPending, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { Exchange } from './exchange.ts'
import type { Stage } from './stage.ts'

/** Runs stages in their order until one of them has replied, at once as long as none of them has to wait. */
export function runAll(stages: readonly Stage[], exchange: Exchange, first = 0): Awaitable<void> {
  for (let index = first; index < stages.length && exchange.reply === undefined; index++) {
    const pending = stages[index]!(exchange)
    if (isPending(pending)) return pending.then(() => runAll(stages, exchange, index + 1))
  }
}

/** Of a request that nothing more is to be said to. */
export const noContent: HttpReply = Object.freeze({ status: 204, headers: Object.freeze({}), body: null })
