import type { Components, OpenApiObject, PathItem } from './openapi-object.ts'

type Parts = Record<string, Record<string, unknown>>

/** Only those components that some path or webhook leads to. Security schemes are named, not referred to, and all stay. */
export function toUsedComponents(items: readonly PathItem[], components: Components): Components {
  const { securitySchemes, ...all } = components
  const used = new Set<string>()
  const visit = (value: unknown): void => {
    for (const reference of findReferences(value)) {
      const [part = '', name = ''] = reference.split('/').slice(2)
      if (used.has(`${part}/${name}`)) continue
      used.add(`${part}/${name}`)
      visit((all as unknown as Parts)[part]?.[name])
    }
  }
  visit(items)
  const keep = (part: string, entries: object) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => used.has(`${part}/${name}`)))
  const kept = Object.entries(all).map(([part, entries]) => [part, keep(part, entries)])
  return { ...(Object.fromEntries(kept) as unknown as typeof all), securitySchemes }
}

function* findReferences(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  const { $ref } = value as OpenApiObject
  if (typeof $ref === 'string' && $ref.startsWith('#/components/')) yield $ref
  for (const inner of Object.values(value)) yield* findReferences(inner)
}
