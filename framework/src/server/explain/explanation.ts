import type { Principal } from '../../declaration/policy/principal.ts'
import type { RuleExplanation } from '../../declaration/policy/explain.ts'

/** What is asked about: a request that is not sent. */
export interface ExplainedRequest {
  readonly method: string
  /** Path and query, such as `/api/v1/teams/7`. */
  readonly url: string
  readonly principal: Principal
}

/** Why a request is allowed or refused, as far as its rules say. */
export interface AccessExplanation {
  /** The verb of the resource that answers, such as `read teams`. */
  readonly verb: string
  /** Its method and address, such as `GET /api/v1/teams/{id}`. */
  readonly route: string
  readonly principal: Principal
  /** What a credential must carry. */
  readonly scopes: readonly { readonly scope: string; readonly isGranted: boolean }[]
  /** The rules that are asked, in their order. */
  readonly rules: readonly ExplainedRule[]
  /** What remains of the rules on the rows of a collection, in words; undefined for a single row. */
  readonly narrowing?: string
  readonly fields: ExplainedFields
  readonly outcome: Outcome
}

/** One of the rules that a request is judged by. */
export interface ExplainedRule {
  /** What it is about, such as `update teams` or `read the row of stores above`. */
  readonly about: string
  /** Whether there is such a row, where the rule is about one. */
  readonly isThere?: boolean
  /** Undefined where there is no row to be judged. */
  readonly explanation: RuleExplanation
}

/** Which fields are there for the caller. */
export interface ExplainedFields {
  /** Those an answer shows. */
  readonly shown: readonly string[]
  /** Those an answer leaves out. */
  readonly hidden: readonly ExplainedField[]
  /** Those shown in some rows alone. */
  readonly sometimesShown: readonly ExplainedField[]
  /** Of a write: those the caller may not change. */
  readonly notWritable: readonly ExplainedField[]
}

/** A field with what decided. */
export interface ExplainedField {
  readonly name: string
  readonly reason: string
}

/** What would be answered. */
export interface Outcome {
  readonly status: number
  /** The code of the problem; undefined where the request is allowed. */
  readonly code?: string
  readonly reason: string
}
