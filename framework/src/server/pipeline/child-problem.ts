import { Problem, type ProblemType } from '../../kernel/problem/problem.ts'

/** A problem of a part of the body, told in terms of the whole; anything else stays what it is. */
export function withPlace(error: unknown, place: string): unknown {
  if (!(error instanceof Problem) || error.status >= 500) return error
  const { code, status, title, detail, errors, headers, cause } = error
  const placed =
    errors === undefined || errors.length === 0
      ? [{ pointer: place, code: code.toLowerCase(), detail: detail ?? title }]
      : errors.map((fault) => ({ ...fault, pointer: place + (fault.pointer ?? '') }))
  return new Problem({ code, status, title } as ProblemType, {
    errors: placed,
    cause,
    ...(detail !== undefined && { detail }),
    ...(headers !== undefined && { headers }),
  })
}
