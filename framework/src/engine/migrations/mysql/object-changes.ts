import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../plan.ts'
import { toRenamed } from '../renamed-snapshot.ts'
import { toObjects, type TableObject } from './objects.ts'

/** What becomes of the objects of all tables. */
export interface ObjectChanges {
  /** As they and their tables are called before anything is changed. */
  readonly gone: readonly TableObject[]
  readonly renamed: readonly (readonly [former: TableObject, now: TableObject])[]
  readonly made: readonly TableObject[]
}

/** What only is called otherwise keeps what it has, where it is an index and all that it looks at stays. */
export function compareObjects({ from, to, renames }: Change): ObjectChanges {
  const called = toObjects(toRenamed(from, renames))
  const left = toObjects(from).map((former, index) => ({ former, called: called[index]! }))
  const made: TableObject[] = []
  const renamed: (readonly [TableObject, TableObject])[] = []
  for (const now of toObjects(to)) {
    const alike = left.filter(
      (each) =>
        each.called.table === now.table &&
        each.called.kind === now.kind &&
        each.called.form === now.form &&
        isDeepStrictEqual(each.former.folded, now.folded) &&
        (now.kind === 'index' || each.former.name === now.name),
    )
    const same = alike.find(({ former }) => former.name === now.name) ?? alike[0]
    if (same === undefined) {
      made.push(now)
      continue
    }
    left.splice(left.indexOf(same), 1)
    if (same.former.name !== now.name) renamed.push([same.former, now])
  }
  return { gone: left.map(({ former }) => former), renamed, made }
}
