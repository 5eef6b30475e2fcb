import type { Decision } from '../../declaration/policy/decision.ts'
import type { Model } from '../../declaration/resource/model.ts'
import type { VerbRoute } from '../../declaration/resource/verb.ts'
import type { SignUpPolicy } from '../../engine/identity/sign-up-policy.ts'
import type { FormReader } from '../../protocol/body/form-values.ts'
import type { InputReader } from '../../protocol/body/read-input.ts'
import type { OutputWriter } from '../../protocol/body/write-output.ts'
import type { HttpRequest } from '../../protocol/message/message.ts'
import type { PatchReader } from '../../protocol/patch/patch-reader.ts'
import type { ValuesReader } from '../../protocol/body/read-values.ts'
import type { Caching } from '../../protocol/conditional/cache-control.ts'
import type { Addresses } from '../../protocol/representation/addresses.ts'
import type { Representation } from '../../protocol/representation/representation.ts'
import type { ApiContext } from './api-context.ts'
import type { NestedRows } from './children.ts'
import type { RowAbove } from './place.ts'
import type { Stage } from './stage.ts'

/** One verb of one resource with all that can be made ready before the first request. */
export interface ResourceRoute {
  readonly api: ApiContext
  readonly model: Model
  readonly verb: VerbRoute
  /** What answers may be written down as, the preferred one first. */
  readonly representations: readonly Representation[]
  /** How answers may be kept. */
  readonly caching: Caching
  /** Where the rows of all resources stand. */
  readonly addresses: Addresses
  /** The address of the collection, with every prefix, such as `/api/v1/todos`. */
  readonly collection: string
  /** The address of this verb, with every prefix; both have parameters, such as `{storeId}`, below other rows. */
  readonly asked: string
  /** The rows of other resources that the address leads through, the nearest first. */
  readonly above: readonly RowAbove[]
  /** What a credential with scopes must carry. */
  readonly scopes: readonly string[]
  /** The rows of other resources that bodies may hold as well. */
  readonly nested: readonly NestedRows[]
  /** The stages of the verb, in order. */
  readonly stages: readonly Stage[]
  /** The stages that look at the row: run again when it changed before it could be written. */
  readonly judging: readonly Stage[]
  /** Who may use the verb; of a list: who may list. */
  readonly allowed: Decision
  /** Who may make a row; undefined where the verb makes none of an id that is free. */
  readonly making: Decision | undefined
  /** How those make a row whom `allowed` does not let; undefined where nobody signs up. */
  readonly signUp: SignUpPolicy | undefined
  /** Who may read: rows outside are as good as absent. */
  readonly readable: Decision
  /** Who may list which rows; only of a write of many. */
  readonly listable: Decision | undefined
  /** Reads the Idempotency-Key; undefined where none is heeded. */
  readonly readKey: ((request: HttpRequest) => string | undefined) | undefined
  /** Whether a body may bring files, which are removed again unless a row gets them. */
  readonly bringsFiles: boolean
  /** Media types of bodies, the preferred one first; empty where there is no body. */
  readonly accepts: readonly string[]
  /** Undefined where bodies are no forms. */
  readonly readForm: FormReader | undefined
  /** Of the bodies; undefined where any may be right. */
  readonly knownMembers: ReadonlySet<string> | undefined
  readonly readValues: ValuesReader | undefined
  /** Of a PUT to an id that is free. */
  readonly readNewValues: ValuesReader | undefined
  /** What a PATCH asks for, by its media type. */
  readonly readPatch: PatchReader | undefined
  readonly readInput: InputReader | undefined
  readonly writeOutput: OutputWriter | undefined
}
