import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { Exchange } from './exchange.ts'

/** One step of a request. It may end the request by throwing a problem, or by setting the reply. */
export type Stage = (exchange: Exchange) => Awaitable<void>

/** The stages in their order; logs and timings take their names from here. */
export const stageNames = [
  'admit',
  'identify',
  'limit',
  'negotiate',
  'decode',
  'replay',
  'load',
  'authorize',
  'validate',
  'precondition',
  'execute',
  'represent',
] as const

export type StageName = (typeof stageNames)[number]
