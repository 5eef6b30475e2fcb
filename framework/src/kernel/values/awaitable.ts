/** Something that is there, or will be. What is there at once need not cost a turn of the microtask queue. */
export type Awaitable<Value> = Value | Promise<Value>

/** Whether a value is still to come, by whichever library's promise. */
export function isPending<Value>(value: Awaitable<Value>): value is Promise<Value> {
  return typeof (value as Partial<Promise<Value>> | null | undefined)?.then === 'function'
}

/** Goes on with a value as soon as it is there. */
export function andThen<Value, Result>(
  value: Awaitable<Value>,
  work: (value: Value) => Awaitable<Result>,
): Awaitable<Result> {
  return isPending(value) ? value.then(work) : work(value)
}

/** Does work and recovers from what it throws, now or later. */
export function attempt<Value>(
  work: () => Awaitable<Value>,
  recover: (error: unknown) => Value,
): Awaitable<Value> {
  try {
    const value = work()
    return isPending(value) ? value.catch(recover) : value
  } catch (error) {
    return recover(error)
  }
}
