import { always } from '../../declaration/condition/condition.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { HookDefinition, HookMoment, HookVerb } from '../../declaration/resource/hook.ts'
import { fillDefaults } from '../../declaration/resource/defaults.ts'
import type { Model, Models } from '../../declaration/resource/model.ts'
import type { Selection } from '../../declaration/resource/query.ts'
import { Conflict } from '../../kernel/problem/catalogue.ts'
import { toTimestamp, type Clock } from '../../kernel/values/clock.ts'
import { createUuidV7 } from '../../kernel/values/uuid-v7.ts'
import type { Identity } from '../identity/authenticator.ts'
import type { SecretHasher } from '../identity/password-hash.ts'
import type { Found, Session } from '../store/store.ts'
import { createHandlerRows, type createReadRows } from './handler-rows.ts'
import { checkMatches, mustMatch } from './matching-links.ts'
import { toOwnValues } from './own-values.ts'
import { toHandlerRow, versionOf } from './row-versions.ts'
import { hashSecrets, toKeptValues } from './secret-values.ts'
import { toCodeSelection, toStoredRow, type StoredRow } from './stored-row.ts'

/** What writing rows needs besides a session. */
export interface WorkContext {
  readonly models: Models
  readonly hasher: SecretHasher
  readonly clock: Clock
  /** Told of changes. */
  readonly identity?: Pick<Identity, 'follows' | 'amend' | 'created' | 'changed'> | undefined
}

type Values = Readonly<Record<string, unknown>>

/**
 * The writes of one request in one transaction: ids, times, versions, secrets and hooks are seen to here, for clients'
 * writes and the server's own alike.
 */
export class Work {
  readonly session: Session
  readonly principal: Principal
  readonly #context: WorkContext

  constructor(context: WorkContext, session: Session, principal: Principal) {
    this.#context = context
    this.session = session
    this.principal = principal
  }

  /**
   * What every piece of user code is given.
   * @param createRows makes the rows of a resource: all that can be done with them, or only what looks at them
   */
  contextOf(model: Model, createRows: typeof createReadRows = createHandlerRows): Record<string, unknown> {
    const { hasher, models } = this.#context
    return {
      principal: this.principal,
      rows: createRows(this, model, hasher),
      of: ({ name }: { readonly name: string }) => createRows(this, models.get(name)!, hasher),
      now: this.#context.clock.now(),
    }
  }

  /** Makes a row; what is selected of it is given back. */
  async create(model: Model, given: Values, selection: Selection): Promise<Found> {
    const amended = await this.#before(model, 'create', fillDefaults(model, given, this.principal), undefined)
    const values = await this.#toKept(model, amended)
    const now = this.#context.clock.now()
    const { id: givenId, ...rest } = values
    const id =
      (givenId as string | number | undefined) ?? (model.idKind === 'uuid' ? createUuidV7(now) : undefined)
    const row = { ...(id !== undefined && { id }), values: rest, at: toTimestamp(now) }
    const isWatched = hasHook(model, 'after', 'create')
    const found = await this.session.insert(model, row, isWatched ? toCodeSelection(model) : selection)
    const { session, principal } = this
    this.#identityOf(model)?.created?.({
      session,
      model,
      id: found.id,
      values: rest,
      row: undefined,
      principal,
    })
    if (!isWatched) return found
    await this.#after(model, 'create', toHandlerRow(toStoredRow(model, found)), undefined)
    return this.#reselect(model, found.id, selection)
  }

  /** Changes a row read before. Undefined: it was changed or deleted since, and nothing was written. */
  async update(
    model: Model,
    row: StoredRow,
    given: Values,
    selection: Selection,
  ): Promise<Found | undefined> {
    const identity = this.#identityOf(model)
    const wanted = await this.#before(model, 'update', given, row)
    const values = await this.#toKept(model, identity?.amend?.(model, wanted, row.values) ?? wanted)
    const at = toTimestamp(this.#context.clock.now())
    await checkMatches(this.session, model, row.id, values)
    const change = { id: row.id, version: row.version, values, at }
    const isWatched = hasHook(model, 'after', 'update')
    const found = await this.session.update(model, change, isWatched ? toCodeSelection(model) : selection)
    if (found === undefined) return undefined
    const { session, principal } = this
    await identity?.changed?.({ session, model, id: row.id, values, row: row.values, principal })
    if (!isWatched) return found
    await this.#after(model, 'update', toHandlerRow(toStoredRow(model, found)), toHandlerRow(row))
    return this.#reselect(model, found.id, selection)
  }

  /** Deletes a row read before. False: it was changed or deleted since, and nothing was deleted. */
  async delete(model: Model, row: StoredRow): Promise<boolean> {
    await this.#before(model, 'delete', {}, row)
    if (!(await this.session.delete(model, row.id, row.version))) return false
    await this.#after(model, 'delete', toHandlerRow(row), undefined)
    return true
  }

  /** Whether the write of a row is one statement, and nothing else is done in its transaction. */
  isAlone(model: Model, verb: HookVerb): boolean {
    if (hasHook(model, 'before', verb) || hasHook(model, 'after', verb)) return false
    return this.#identityOf(model) === undefined && (verb !== 'update' || !mustMatch(model))
  }

  /** The row user code was given, as it was read; a 409 problem for an object made by hand. */
  toRead(row: object): StoredRow {
    const version = versionOf(row)
    const values = row as Readonly<Record<string, unknown>>
    if (version === undefined) throw new Conflict({ detail: 'The row was not read in this transaction.' })
    return { id: values['id'] as string | number, version, values }
  }

  /** Undefined for rows that mean nothing to it. */
  #identityOf(model: Model): WorkContext['identity'] {
    const { identity } = this.#context
    return identity?.follows?.(model) === true ? identity : undefined
  }

  async #toKept(model: Model, values: Values): Promise<Values> {
    const hashed = await hashSecrets(model, values, this.#context.hasher)
    const stored = Object.entries(hashed).filter(([name]) => !model.transient.has(name))
    return toKeptValues(Object.fromEntries(stored))
  }

  async #before(model: Model, verb: HookVerb, given: Values, row: StoredRow | undefined): Promise<Values> {
    let values = given
    for (const hook of hooksOf(model, 'before', verb)) {
      const context = {
        ...this.contextOf(model),
        values,
        ...(row !== undefined && { row: toHandlerRow(row) }),
      }
      const more = (await hook.run(context as never)) as Values | undefined
      if (more !== undefined) values = { ...values, ...toOwnValues(model, more) }
    }
    return values
  }

  async #after(model: Model, verb: HookVerb, row: object, previous: object | undefined): Promise<void> {
    for (const hook of hooksOf(model, 'after', verb)) {
      await hook.run({ ...this.contextOf(model), row, ...(previous !== undefined && { previous }) } as never)
    }
  }

  // A hook may have changed the row again: what is shown is what stands there now.
  async #reselect(model: Model, id: string | number, selection: Selection): Promise<Found> {
    const found = await this.session.find(model, { id, where: always, selection })
    if (found === undefined) throw new Conflict({ detail: 'The row was deleted while it was written.' })
    return found
  }
}

/** The hooks of a moment, in the order they were declared. */
export function hooksOf(model: Model, moment: HookMoment, verb: HookVerb): readonly HookDefinition[] {
  return model.hooks.filter((hook) => hook.moment === moment && hook.verb === verb)
}

const hasHook = (model: Model, moment: HookMoment, verb: HookVerb): boolean =>
  model.hooks.some((hook) => hook.moment === moment && hook.verb === verb)
