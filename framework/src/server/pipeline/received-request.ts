import type { Principal } from '../../declaration/policy/principal.ts'
import type { Consumed } from '../../engine/rate-limit/rate-limiter.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'

/** A request as the stages see it, whichever server took it in. */
export interface ReceivedRequest extends HttpRequest {
  /** Who asks, once that is known: for the log. */
  principal: Principal | undefined
  /** What limits counted it so far; undefined where none did. */
  consumed: readonly Consumed[] | undefined
  /** Headers that the answer will have, whatever becomes of the request; names in lower case. */
  replyHeaders: Readonly<Record<string, string>> | undefined
  /** Reads the body; one greater than the limit, in bytes, is refused with 413 as soon as that is known. */
  readBody(limit: number): Promise<void>
  /**
   * The body as it comes, instead of `readBody`; more than the limit, in bytes, throws 413, and one that breaks off 400.
   * What is not read of it is thrown away.
   */
  openBody(limit: number): AsyncIterable<Uint8Array>
}
