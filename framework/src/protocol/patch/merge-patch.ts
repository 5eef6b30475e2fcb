// JSON Merge Patch (RFC 7396).
import { isObject } from '../../kernel/values/json-object.ts'

/** The value after the patch; neither the target nor the patch is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  // Defines members, whatever their names: assigning `__proto__` would do something else.
  return Object.fromEntries(merged)
}
