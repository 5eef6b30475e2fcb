import { toRenamed } from '../renamed-snapshot.ts'
import type { Change } from '../plan.ts'
import { toObjects, type TableObject } from './objects.ts'

/** What becomes of the objects of all tables. */
export interface ObjectChanges {
  /** As they are called before anything else is changed. */
  readonly gone: readonly TableObject[]
  readonly renamed: readonly (readonly [former: TableObject, now: TableObject])[]
  readonly made: readonly TableObject[]
}

/** What is the same but in its name keeps what it has: an index of a big table is not made twice. */
export function compareObjects({ from, to, renames }: Change): ObjectChanges {
  const called = toObjects(toRenamed(from, renames))
  const left = toObjects(from).map((former, index) => ({ former, form: called[index]!.form }))
  const made: TableObject[] = []
  const renamed: (readonly [TableObject, TableObject])[] = []
  for (const now of toObjects(to)) {
    const alike = left.filter(({ former, form }) => former.kind === now.kind && form === now.form)
    const same = alike.find(({ former }) => former.name === now.name) ?? alike[0]
    if (same === undefined) {
      made.push(now)
      continue
    }
    left.splice(left.indexOf(same), 1)
    if (same.former.creation !== now.creation) renamed.push([same.former, now])
  }
  return { gone: left.map(({ former }) => former), renamed, made }
}
