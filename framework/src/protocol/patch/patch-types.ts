// Media types of patches: JSON Merge Patch (RFC 7396), JSON Patch (RFC 6902), and plain JSON read as the former.

export const mergePatchType = 'application/merge-patch+json'
export const jsonPatchType = 'application/json-patch+json'

/** What a PATCH takes, the preferred one first. */
export const patchTypes = [mergePatchType, jsonPatchType, 'application/json'] as const
