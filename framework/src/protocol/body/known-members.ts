/** The body without members nobody knows: of an object, or of each object in a list. */
export function keepKnown(body: unknown, known: ReadonlySet<string>): unknown {
  if (Array.isArray(body)) return body.map((each) => keepKnown(each, known))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => known.has(name)))
}
