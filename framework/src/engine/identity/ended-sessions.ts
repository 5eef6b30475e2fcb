import { columnOf } from '../../declaration/resource/column.ts'
import type { Model, Models } from '../../declaration/resource/model.ts'
import type { AuthSessions } from './auth-sessions.ts'
import type { RowWrite } from './authenticator.ts'
import type { AnyUserSource } from './user-source.ts'

/**
 * Ends what a change of a user's row ends, in its transaction: with another password every session but the one it was
 * changed in, with `active` no longer true all of them. Those of a deleted user go with the row.
 */
export function endSessionsOf(users: Model, { password, active }: AnyUserSource, sessions: AuthSessions) {
  const columnNamed = (name: string) => columnOf(users.properties.get(name)!)
  const passwordColumn = columnNamed(password)
  const activeColumn = active === undefined ? undefined : columnNamed(active)

  return ({ session, model, id, values, principal }: RowWrite): Promise<void> | undefined => {
    sessions.renew(id, session)
    // By column: another version of the API may call the field otherwise.
    const findWritten = (column: string | undefined) =>
      [...model.properties.values()].find(
        (each) => columnOf(each) === column && values[each.name] !== undefined,
      )
    const activity = findWritten(activeColumn)
    if (activity !== undefined && values[activity.name] !== true)
      return sessions.endAll(id, undefined, session)
    if (findWritten(passwordColumn) === undefined) return undefined
    return sessions.endAll(id, principal.id === String(id) ? principal.session : undefined, session)
  }
}

/**
 * Has sessions looked at anew where a row is deleted with which users or sessions may go, or of which they may lose what refers to
 * it.
 */
export function renewSessionsOf(users: Model, own: Model, models: Models, sessions: AuthSessions) {
  const reaching = tablesReaching([users.table, own.table], [...models.values()])

  return ({ session, model, id }: Pick<RowWrite, 'session' | 'model' | 'id'>): void => {
    if (model.table === users.table) sessions.renew(id, session)
    else if (reaching.has(model.table)) sessions.renewAll(session)
  }
}

/** The tables whose rows take some of these with them, by however many references. */
function tablesReaching(tables: readonly string[], models: readonly Model[]): ReadonlySet<string> {
  const reaching = new Set(tables)
  // Tables that are added are looked at in turn.
  for (const table of reaching) {
    for (const { relations, properties } of models.filter((model) => model.table === table)) {
      for (const relation of relations.values()) {
        const isFollowed =
          relation.kind === 'one' &&
          (properties.get(relation.field)?.definition.onDelete ?? 'restrict') !== 'restrict'
        if (isFollowed) reaching.add(relation.target.table)
      }
    }
  }
  return reaching
}
