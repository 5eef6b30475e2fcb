// What a PATCH asks for, by its media type: JSON Patch (RFC 6902) or JSON Merge Patch (RFC 7396).
import type { Model } from '../../declaration/resource/model.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import type { Asked, SeenRow } from './asked.ts'
import { measureJson } from './json-value.ts'
import { mergePatch } from './merge-patch.ts'
import { patchRow } from './patch-row.ts'
import { jsonPatchType } from './patch-types.ts'
import { isObject } from '../../kernel/values/json-object.ts'
import { toPointerToken } from '../../kernel/values/pointer-token.ts'

/**
 * Tells what a decoded body of a media type asks of a row, or throws one VALIDATION_FAILED (422). The values are as
 * they were sent: whether they are good ones is to be seen.
 */
export type PatchReader = (type: string | undefined, body: unknown, row: SeenRow) => Asked

/** The reader of a resource's patches. */
export function createPatchReader(model: Model, limits: PatchLimits): PatchReader {
  return (type, body, row) => {
    if (type === jsonPatchType) {
      const asked = patchRow(model, body, row, limits.size * 4)
      refuseLarge(asked.members, limits, asked.patch!.toPlace)
      return asked
    }
    if (!isObject(body) || !Object.values(body).some(isObject)) return { members: body }
    const members = mergeMembers(model, body, row)
    refuseLarge(members, limits)
    return { members }
  }
}

/** How much a patch may do. */
export interface PatchLimits {
  /** Greatest size of a member after the patch, in characters of JSON: that of a body. */
  readonly size: number
}

/** Members that are objects are merged with what the caller sees of them; others are what was sent. */
function mergeMembers(model: Model, body: Readonly<Record<string, unknown>>, { values, hidden }: SeenRow) {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const definition = model.properties.get(name)?.definition
      // What is read-only may be sent back unchanged: it is for the validation to tell.
      if (!isObject(value) || definition === undefined || definition.readOnly) return [name, value]
      // A file is one thing, of which no part changes alone.
      if (definition.kind === 'file') return [name, value]
      const isShown = !definition.writeOnly && !hidden.has(name)
      return [name, mergePatch(isShown ? values[name] : undefined, value)]
    }),
  )
}

/** Nobody makes of a row by and by what no body could hold. */
function refuseLarge(
  members: unknown,
  { size }: PatchLimits,
  toPlace: (pointer: string) => string = (pointer) => pointer,
): void {
  const large = Object.entries(members as object).filter(([, value]) => measureJson(value).size > size)
  if (large.length === 0) return
  const errors = large.map(([name]): Fault => ({
    pointer: toPlace(`/${toPointerToken(name)}`),
    code: 'too_large',
    detail: `must have at most ${size} characters of JSON`,
  }))
  throw new ValidationFailed({ errors })
}
