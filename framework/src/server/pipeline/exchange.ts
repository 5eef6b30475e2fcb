import { anonymous, type Principal } from '../../declaration/policy/principal.ts'
import type { Condition } from '../../declaration/condition/condition.ts'
import { always } from '../../declaration/condition/condition.ts'
import type { UploadedFile } from '../../declaration/schema/kinds/file.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { unconditional, type Preconditions } from '../../protocol/conditional/preconditions.ts'
import type { Asked } from '../../protocol/patch/asked.ts'
import { noPreferences, type Preferences } from '../../protocol/representation/prefer.ts'
import type { KeyRequest } from '../../protocol/query/key-request.ts'
import type { ListRequest } from '../../protocol/query/list-request.ts'
import type { Body, Representation } from '../../protocol/representation/representation.ts'
import type { View } from '../../protocol/query/view.ts'
import type { SignUpAttempt } from '../../engine/identity/sign-up-policy.ts'
import type { StoredRow } from '../../engine/rows/stored-row.ts'
import type { Found, Groups, Page, Reads, Session } from '../../engine/store/store.ts'
import type { Children, NestedRows } from './children.ts'
import type { ReceivedRequest } from './received-request.ts'
import type { ResourceRoute } from './resource-route.ts'

const none: readonly never[] = []
const nothingAsked: Asked = Object.freeze({ members: undefined })

/** One request on its way through the stages: each stage reads what earlier ones found and adds its own. */
export class Exchange {
  readonly request: ReceivedRequest
  readonly route: ResourceRoute
  /** When the request came, in milliseconds since 1970: the same moment for every rule. */
  readonly now: number
  /** Where rows are read: the store, or the session of the transaction once it has begun. */
  session: Session
  /** Where rows are read that are only shown, and may be a little old; undefined: where all others are. */
  replica: Reads | undefined

  /** Set by `identify`. */
  principal: Principal = anonymous
  /** What remains of the verb's rule for this caller; set by `identify`. */
  allowed: Condition = always
  /** What remains of the read rule for this caller; set by `identify`. */
  readable: Condition = always

  /** Of callers who make a user of their own, whatever the rule of the verb says; set by `identify`. */
  signUp: SignUpAttempt | undefined

  /** How the answer is written down; set by `negotiate`. */
  representation: Representation
  /** Set by `decode`; undefined when the text in the path is no id at all. */
  id: string | number | undefined
  /** The ids of the rows the address leads through, the nearest first; undefined for a text that is no id. */
  above: readonly (string | number | undefined)[] = none
  /** Which rows stand below them. */
  place: Condition = always
  /** How the row is to be shown. */
  view: View | undefined
  listRequest: ListRequest | undefined
  body: unknown
  /** Media type of the body; undefined where there is none. */
  bodyType: string | undefined
  /** A form with files, which is read once the caller is known to may write. */
  awaitsForm = false
  preconditions: Preconditions = unconditional
  preferences: Preferences = noPreferences
  /** Of a request that is done once however often it comes. */
  idempotencyKey: string | undefined

  /** The natural key that the address names the row by. */
  key: KeyRequest | undefined
  /** The rows of a write of many, each as a request of its own; undefined of all others. */
  items: readonly Exchange[] | undefined
  /** The row before the change; set by `load`. */
  row: StoredRow | undefined
  /** The other row of a link, as code sees it; set by `load`. */
  linked: Readonly<Record<string, unknown>> | undefined
  /** The link between both. */
  link: Found | undefined
  /** What is to be written, or the input of an action; set by `validate`. */
  values: Readonly<Record<string, unknown>> = {}
  /** The rows of other resources in the body, as sent; taken out of it by `validate`. */
  sentChildren: ReadonlyMap<NestedRows, unknown> | undefined
  /** What is to be written with the row; set by `validate`. */
  children: Children | undefined
  /** What the body asks for, member by member; set by `validate`. */
  asked: Asked = nothingAsked
  /** Whether secrets are what a patch tested them to be, by their hash: each is looked at once. */
  testedSecrets: Map<string, boolean> | undefined
  input: unknown

  /** Files that came with the request and are kept so far. */
  uploads: UploadedFile[] | undefined
  /** The file to be read; set by `load`. */
  file: UploadedFile | undefined

  /** What is to be shown; set by `load` for reads, by `execute` for writes. */
  found: Found | undefined
  page: Page | undefined
  total: number | undefined
  /** Where groups of rows were asked for, and not the rows. */
  groups: Groups | undefined
  /** Whether there may be more rows than `total`, or fewer. */
  isTotalEstimate = false
  /** What an action with an output of its own returned. */
  result: unknown
  /** The row written down, once that was needed; in JSON the store's own text is. */
  written: { readonly of: Found; readonly body: Body } | undefined
  /** Whether the request made the row. */
  created = false

  reply: HttpReply | undefined

  /** Whether a row turned out to be another than the one that was judged: it is judged again, in the transaction. */
  isSecondTry = false
  /** Of the transaction that everything the request writes joins, where there is one. */
  #joined: Session | undefined

  constructor(request: ReceivedRequest, route: ResourceRoute, session: Session, now: number) {
    this.request = request
    this.route = route
    this.representation = route.representations[0]!
    this.session = session
    this.now = now
  }

  /** Where rows are read that are shown. */
  get reads(): Reads {
    return this.replica ?? this.session
  }

  /** Whether what is written joins a transaction that has begun already, and is undone or kept with it. */
  get isJoined(): boolean {
    return this.#joined !== undefined
  }

  /**
   * Runs work in a transaction of its own, or in the one that the whole request has.
   * @param isAlone whether it is one statement, which is a transaction by itself
   */
  async transact<Result>(work: (session: Session) => Promise<Result>, isAlone = false): Promise<Result> {
    const { store } = this.route.api
    if (this.#joined !== undefined) return work(this.#joined)
    return isAlone ? work(store) : store.transaction(work)
  }

  /** Runs work in one transaction, which everything joins that the request writes meanwhile. */
  async transactAll<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.route.api.store.transaction(async (session) => {
      this.#joined = session
      try {
        return await work(session)
      } finally {
        this.#joined = undefined
      }
    })
  }
}
