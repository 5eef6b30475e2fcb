import { anonymous, type Principal } from '../../declaration/policy/principal.ts'
import type { Condition } from '../../declaration/condition/condition.ts'
import { always } from '../../declaration/condition/condition.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { unconditional, type Preconditions } from '../../protocol/conditional/preconditions.ts'
import type { ListRequest } from '../../protocol/query/list-request.ts'
import type { View } from '../../protocol/query/view.ts'
import type { StoredRow } from '../../engine/rows/stored-row.ts'
import type { Found, Page, Session } from '../../engine/store/store.ts'
import type { ReceivedRequest } from './received-request.ts'
import type { ResourceRoute } from './resource-route.ts'

/** One request on its way through the stages: each stage reads what earlier ones found and adds its own. */
export class Exchange {
  readonly request: ReceivedRequest
  readonly route: ResourceRoute
  /** When the request came, in milliseconds since 1970: the same moment for every rule. */
  readonly now: number
  /** Where rows are read: the store, or the session of the transaction once it has begun. */
  session: Session

  /** Set by `identify`. */
  principal: Principal = anonymous
  /** What remains of the verb's rule for this caller; set by `identify`. */
  allowed: Condition = always
  /** What remains of the read rule for this caller; set by `identify`. */
  readable: Condition = always

  /** Set by `decode`; undefined when the text in the path is no id at all. */
  id: string | number | undefined
  /** How the row is to be shown. */
  view: View | undefined
  listRequest: ListRequest | undefined
  body: unknown
  preconditions: Preconditions = unconditional

  /** The row before the change; set by `load`. */
  row: StoredRow | undefined
  /** What is to be written, or the input of an action; set by `validate`. */
  values: Readonly<Record<string, unknown>> = {}
  input: unknown

  /** What is to be shown; set by `load` for reads, by `execute` for writes. */
  found: Found | undefined
  page: Page | undefined
  total: number | undefined
  /** What an action with an output of its own returned. */
  result: unknown
  /** Whether the request made the row. */
  created = false

  reply: HttpReply | undefined

  constructor(request: ReceivedRequest, route: ResourceRoute, session: Session, now: number) {
    this.request = request
    this.route = route
    this.session = session
    this.now = now
  }
}
