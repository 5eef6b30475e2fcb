import { describe } from 'node:test'
import { describeAggregates } from './store-contract/aggregates.ts'
import { describeConditions } from './store-contract/conditions.ts'
import { describeCounts } from './store-contract/counts.ts'
import { describeExpansions } from './store-contract/expansions.ts'
import { describePages } from './store-contract/pages.ts'
import { describeRelatedConditions } from './store-contract/related-conditions.ts'
import { describeSearches } from './store-contract/searches.ts'
import { describeTransactions } from './store-contract/transactions.ts'
import type { OpenStore } from './store-contract/trial.ts'
import { describeValues } from './store-contract/values.ts'
import { describeWrites } from './store-contract/writes.ts'

/**
 * Registers the `node:test` cases that every store must pass. Needs the package `fast-check`.
 * @param open opens an empty store; it is called for each group of tests, and every store opened is closed
 */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describeValues(open)
    describeConditions(open)
    describeRelatedConditions(open)
    describePages(open)
    describeSearches(open)
    describeCounts(open)
    describeAggregates(open)
    describeExpansions(open)
    describeWrites(open)
    describeTransactions(open)
  })
}
