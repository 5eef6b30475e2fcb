import { always } from '../../declaration/condition/condition.ts'
import type { Work } from '../../engine/rows/work.ts'
import type { Found } from '../../engine/store/store.ts'
import { withPlace } from '../pipeline/child-problem.ts'
import { isAsBefore, type ChildWrite } from '../pipeline/children.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { idAlone } from '../../declaration/resource/query.ts'

/**
 * Writes what belongs to a row that was just written, in the same transaction; gives back the row as it stands then.
 * Undefined: one of the rows is another than the one that was judged, and nothing must be kept.
 */
export async function writeChildren(
  exchange: Exchange,
  work: Work,
  found: Found | undefined,
): Promise<Found | undefined> {
  const { children, route, view } = exchange
  if (children === undefined || found === undefined) return found
  const { session } = work
  exchange.session = session
  if (!(await isAsBefore(exchange))) return undefined
  for (const write of children.writes) {
    if (!(await writePlaced(write, work, found.id))) return undefined
  }
  // Code of the rows below may have changed the row, and what is embedded has.
  return session.find(route.model, { id: found.id, where: always, selection: view!.selection })
}

async function writePlaced(write: ChildWrite, work: Work, parentId: string | number): Promise<boolean> {
  try {
    return await writeOne(write, work, parentId)
  } catch (error) {
    throw withPlace(error, write.pointer)
  }
}

async function writeOne(
  { nested, exchange }: ChildWrite,
  work: Work,
  parentId: string | number,
): Promise<boolean> {
  const { model, field, create, remove } = nested
  const { route, row, values } = exchange
  if (route === remove) return work.delete(model, row!)
  if (route !== create) return (await work.update(model, row!, values, idAlone)) !== undefined
  await work.create(model, { ...values, [field]: parentId }, idAlone)
  return true
}
