// What a JSON Patch needs of the stages besides what every write does.
import { TestFailed } from '../../kernel/problem/catalogue.ts'
import { Problem, type ProblemType } from '../../kernel/problem/problem.ts'
import { andThen, attempt, type Awaitable } from '../../kernel/values/awaitable.ts'
import type { PatchOutcome, SecretTest } from '../../protocol/patch/asked.ts'
import type { Exchange } from './exchange.ts'
import { precondition } from './precondition.ts'
import type { Stage } from './stage.ts'

/** The preconditions of a PATCH, then the tests of its body: a client who has lost a race is told that first. */
export function patchPrecondition(exchange: Exchange): Awaitable<void> {
  return andThen(precondition(exchange), () => checkTests(exchange))
}

function checkTests(exchange: Exchange): Awaitable<void> {
  const { patch } = exchange.asked
  if (patch === undefined) return undefined
  if (patch.failedTest !== undefined) throw refuseTest(patch.failedTest)
  return patch.secretTests.length === 0 ? undefined : checkSecrets(exchange, patch.secretTests)
}

async function checkSecrets(exchange: Exchange, tests: readonly SecretTest[]): Promise<void> {
  for (const test of tests) if (!(await isSecret(exchange, test))) throw refuseTest(test.index)
}

/** Compares with the hash that is kept now; slow, so never twice with the same one. */
async function isSecret(exchange: Exchange, { name, value }: SecretTest): Promise<boolean> {
  const { session, route, row } = exchange
  const tested = (exchange.testedSecrets ??= new Map())
  const hash = await session.findSecret(route.model, row!.id, name)
  const key = `${name} ${hash ?? ''}`
  const known = tested.get(key)
  if (known !== undefined) return known
  const isRight = await route.api.hasher.verify(hash, typeof value === 'string' ? value : '')
  tested.set(key, isRight && typeof value === 'string')
  return isRight && typeof value === 'string'
}

// Says nothing of the value: the caller may not be one to see it.
function refuseTest(index: number): Problem {
  return new TestFailed({ errors: [{ pointer: `/${index}`, code: 'test_failed', detail: 'does not hold' }] })
}

/** A stage whose faults are told in terms of the patch: `/price` of the row is `/2/value` of the body. */
export function toldByPatch(stage: Stage): Stage {
  return (exchange) =>
    attempt(
      () => stage(exchange),
      (error) => {
        throw tell(error, exchange)
      },
    )
}

function tell(error: unknown, { asked: { patch } }: Exchange): unknown {
  const isTellable = patch !== undefined && error instanceof Problem && error.errors !== undefined
  return isTellable ? relocate(error, patch) : error
}

function relocate(problem: Problem, { toPlace }: PatchOutcome): Problem {
  const { code, status, title, detail, headers, cause } = problem
  const errors = problem.errors!.map(({ pointer, ...fault }) =>
    pointer === undefined ? fault : { pointer: toPlace(pointer), ...fault },
  )
  return new Problem({ code, status, title } as ProblemType, {
    errors,
    cause,
    ...(detail !== undefined && { detail }),
    ...(headers !== undefined && { headers }),
  })
}
