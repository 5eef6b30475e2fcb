import { columnOf } from '../../declaration/resource/column.ts'
import type { Model } from '../../declaration/resource/model.ts'
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
