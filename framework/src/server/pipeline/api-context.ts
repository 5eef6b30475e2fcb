import type { Principal } from '../../declaration/policy/principal.ts'
import type { Models } from '../../declaration/resource/model.ts'
import type { Broadcast } from '../../engine/broadcast/broadcast.ts'
import type { Identity } from '../../engine/identity/authenticator.ts'
import type { SecretHasher } from '../../engine/identity/password-hash.ts'
import type { RateLimiter } from '../../engine/rate-limit/rate-limiter.ts'
import type { FileStore } from '../../engine/files/file-store.ts'
import type { Store } from '../../engine/store/store.ts'
import type { Events } from '../../kernel/events/events.ts'
import type { Clock } from '../../kernel/values/clock.ts'
import type { CursorCodec } from '../../protocol/query/cursor.ts'
import type { KeptAnswers } from '../../engine/retry/kept-answers.ts'
import type { Representation } from '../../protocol/representation/representation.ts'
import type { Work } from '../../engine/rows/work.ts'
import type { Session } from '../../engine/store/store.ts'

/** What every part of a running API shares. */
export interface ApiContext {
  readonly store: Store
  /** What instances tell each other. */
  readonly broadcast: Broadcast
  readonly models: Models
  /** Where the bytes of files are kept; undefined where no resource has any. */
  readonly files: FileStore | undefined
  readonly identity: Identity | undefined
  /**
   * The request headers that say who asks: `authorization`, and those of further authenticators. Caches must tell
   * requests apart by them (`Vary`, RFC 9110 section 12.5.5).
   */
  readonly credentialHeaders: string
  /** These and `accept`: what the representation of anything depends on. */
  readonly vary: string
  readonly hasher: SecretHasher
  readonly clock: Clock
  readonly events: Events
  /** Undefined where nothing is limited. */
  readonly limiter: RateLimiter | undefined
  readonly cursors: CursorCodec
  /** Of requests with an Idempotency-Key. */
  readonly answers: KeptAnswers
  /** What answers may be written down as, JSON first. */
  readonly representations: readonly Representation[]
  /** Greatest size of a body, in bytes. */
  readonly bodyLimit: number
  /** The writes of one request in the transaction of a session. */
  work(session: Session, principal: Principal): Work
}
