import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import { createCallers } from './authorization/callers.ts'
import { absence } from './authorization/checks/absence.ts'
import { families } from './authorization/checks/families.ts'
import { fields } from './authorization/checks/fields.ts'
import { lists } from './authorization/checks/lists.ts'
import { many } from './authorization/checks/many.ts'
import { offers } from './authorization/checks/offers.ts'
import { operations } from './authorization/checks/operations.ts'
import { queries } from './authorization/checks/queries.ts'
import { scopes } from './authorization/checks/scopes.ts'
import { writes } from './authorization/checks/writes.ts'
import { makeSampleRows } from './authorization/sample-rows.ts'
import { toTargets } from './authorization/targets.ts'
import type { Check, Tested } from './authorization/tested.ts'
import type { TestedApi } from './authorization/tested-api.ts'
import { World } from './authorization/world.ts'

/** What authorization tests may be told besides. */
export interface AuthorizationOptions<App extends TestedApi> {
  /**
   * Makes rows, through the API or its store. Resources without any get some, made from their declarations past all rules
   * and hooks.
   */
  readonly seed?: (app: App) => Awaitable<unknown>
}

/** Those that write come last. */
export const authorizationChecks: readonly Check[] = [
  absence,
  lists,
  fields,
  queries,
  offers,
  scopes,
  operations,
  many,
  families,
  writes,
]

/**
 * Registers `node:test` cases made from the declarations of an API: every verb, address and field, asked by every kind of
 * caller its rules can tell apart. They fail where something is done or shown that no rule allows.
 * @param open opens the API with a store of its own, without rate limits; it is closed in the end
 */
export function describeAuthorization<App extends TestedApi>(
  name: string,
  open: () => Promise<App>,
  options: AuthorizationOptions<App> = {},
): void {
  describe(name, () => {
    let opened: OpenedForAuthorization
    before(async () => void (opened = await openForAuthorization(open, options)))
    after(() => opened?.tested.app.close())

    test('has rows to ask for of every resource', () => {
      assert.deepEqual(opened.lacking, [], 'make rows of these by `seed`')
    })
    for (const { title, find } of authorizationChecks)
      test(title, async () => {
        const faults = await find(opened.tested)
        assert.deepEqual(faults.slice(0, mostFaults), [], `${faults.length} faults`)
      })
  })
}

const mostFaults = 20

/** An API with rows of all resources, and those that have none. */
export interface OpenedForAuthorization {
  readonly tested: Tested
  readonly lacking: readonly string[]
}

export async function openForAuthorization<App extends TestedApi>(
  open: () => Promise<App>,
  { seed }: AuthorizationOptions<App> = {},
): Promise<OpenedForAuthorization> {
  const app = await open()
  await seed?.(app)
  const world = new World(app)
  await world.read()
  const lacking = await makeSampleRows(app, world)
  const tested = { app, world, callers: createCallers(app, world), targets: toTargets(app.api, world) }
  return { tested, lacking }
}
