import { TooManyRequests } from '../../../kernel/problem/catalogue.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import type { Answer } from '../../client/answer.ts'
import type { RawContent } from '../test-api.ts'
import type { Caller } from './callers.ts'
import type { Target } from './targets.ts'
import type { TestedApi } from './tested-api.ts'
import type { World } from './world.ts'

/** An API under test, with who asks and what is there. */
export interface Tested {
  readonly app: TestedApi
  readonly world: World
  readonly callers: readonly Caller[]
  readonly targets: readonly Target[]
}

/** One thing that must be so. */
export interface Check {
  readonly title: string
  /** Everything that is not so, a sentence each. */
  find(tested: Tested): Promise<readonly string[]>
}

/** An answer with what was asked. */
export interface Asked {
  readonly answer: Answer
  /** Who asked what, and the status that came. */
  readonly words: string
}

/** Sends a request of a caller. */
export async function ask(
  caller: Caller,
  method: string,
  url: string,
  content: RawContent = {},
): Promise<Asked> {
  const answer = await caller.request(method, url, content)
  if (answer.status === TooManyRequests.status) throw limited()
  return { answer, words: `${caller.name}: ${method} ${url} is answered with ${answer.status}` }
}

/** What has changed although nothing was allowed to. */
export async function findChanges({ world }: Tested, before: string): Promise<string[]> {
  await world.read()
  return world.snapshot() === before ? [] : ['rows were changed by requests that had to be refused']
}

function limited(): DeclarationError {
  const message = 'refuse what rules allow'
  return new DeclarationError([
    { path: 'rateLimits', message, remedy: 'open the API with rateLimits: false' },
  ])
}
