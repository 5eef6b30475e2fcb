import type { Principal } from '../../declaration/policy/principal.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** A request as the stages see it, whichever server took it in. */
export interface ReceivedRequest extends HttpRequest {
  /** Who asks, once that is known: for the log. */
  principal: Principal | undefined
  /** Reads the body; one greater than the limit, in bytes, is refused with 413 as soon as that is known. */
  readBody(limit: number): Promise<void>
}
