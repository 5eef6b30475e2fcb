import type { Model } from '../../src/declaration/resource/model.ts'
import type { NewRow, Session, Store } from '../../src/engine/store/store.ts'

/**
 * A store that is told the ids which it would count up itself, but for those of some resources. Which ids a write that is
 * undone uses up differs between databases.
 */
export function countHere(store: Store, except: ReadonlySet<string>): Store {
  const counts = new Map<string, number>()
  const toCounted = (model: Model, row: NewRow): NewRow => {
    if (row.id !== undefined || except.has(model.name)) return row
    const id = (counts.get(model.name) ?? 0) + 1
    counts.set(model.name, id)
    return { ...row, id }
  }
  const within = <Within extends Session>(session: Within): Within =>
    new Proxy(session, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        const call = member.bind(target) as (...args: unknown[]) => unknown
        if (name === 'insert')
          return (model: Model, row: NewRow, ...rest: unknown[]) =>
            call(model, toCounted(model, row), ...rest)
        if (name !== 'transaction') return call
        return (work: (session: Session) => unknown) => call((each: Session) => work(within(each)))
      },
    })
  return within(store)
}
