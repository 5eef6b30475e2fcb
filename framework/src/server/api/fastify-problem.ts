import {
  ContentTooLarge,
  HeadersTooLarge,
  MalformedRequest,
  RequestTimeout,
  UnsupportedMediaType,
} from '../../kernel/problem/catalogue.ts'
import { Problem, type ProblemType } from '../../kernel/problem/problem.ts'
import { toProblem } from './problem-reply.ts'

const byStatus: Readonly<Record<number, ProblemType>> = {
  400: MalformedRequest,
  408: RequestTimeout,
  413: ContentTooLarge,
  415: UnsupportedMediaType,
  431: HeadersTooLarge,
}

/** A fault that Fastify found before any handler ran, as a problem. */
export function toFastifyProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { statusCode } = error as { readonly statusCode?: number }
  const known = statusCode === undefined ? undefined : byStatus[statusCode]
  return known === undefined ? toProblem(error) : new known({ cause: error })
}
