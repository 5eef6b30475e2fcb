import { Unavailable } from '../problem/catalogue.ts'
import { isPending, type Awaitable } from './awaitable.ts'

/** A value if it comes in time; otherwise a rejection, and what comes later is passed over. */
export function within<Value>(milliseconds: number, value: Awaitable<Value>): Awaitable<Value> {
  if (!isPending(value)) return value
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const end = () => reject(new Unavailable({ detail: 'No answer came in time.' }))
  // A process that was held up itself reads what has come meanwhile before it complains.
  const timer = setTimeout(() => setImmediate(end), milliseconds)
  value.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}
