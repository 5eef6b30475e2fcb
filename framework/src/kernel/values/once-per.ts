/** A function that makes its result once for each object it is asked about; the result lives as long as the object. */
export function oncePer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>()
  return (key) => {
    let known = made.get(key)
    if (known === undefined) made.set(key, (known = { value: make(key) }))
    return known.value
  }
}
