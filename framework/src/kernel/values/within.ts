import { Unavailable } from '../problem/catalogue.ts'
import { isPending, type Awaitable } from './awaitable.ts'

/** A value if it comes in time; otherwise a rejection, and what comes later is passed over. */
export function within<Value>(milliseconds: number, value: Awaitable<Value>): Awaitable<Value> {
  if (!isPending(value)) return value
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const timer = setTimeout(() => reject(new Unavailable({ detail: 'No answer came in time.' })), milliseconds)
  value.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}
