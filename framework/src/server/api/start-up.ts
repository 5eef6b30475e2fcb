import { findUnindexed } from '../../declaration/resource/find-unindexed.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { parseDeprecationDate } from '../../declaration/schema/deprecation.ts'
import { sweepFiles } from '../../engine/files/sweep-files.ts'
import type { IdentityContext } from '../../engine/identity/authenticator.ts'
import { createRowWriter } from '../../engine/rows/row-writer.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { toAllModels } from './all-models.ts'
import { scopesOf } from './describe-edition.ts'
import type { AnyApiOptions, Edition } from './editions.ts'

/** Makes the tables and the keys, and warns of what works, but hardly as it was meant. */
export async function startUp(
  options: AnyApiOptions,
  context: ApiContext,
  editions: readonly Edition[],
): Promise<void> {
  const { store, broadcast, models, clock, events, identity } = context
  const all = toAllModels({ context, editions })
  if (options.migrations === undefined) await store.prepare(all)
  else await options.migrations.start(store, all, () => clock.now())
  store.replicas?.begin((message, cause) => events.emit('warning', { message, cause }))
  for (const edition of editions) warnOf(edition)
  const issuer = options.publicUrl ?? 'urn:ninety'
  const scopes = scopesOf(all, identity)
  const writer = createRowWriter(context)
  const start: IdentityContext = { store, broadcast, models, clock, events, scopes, issuer, writer }
  await identity?.start(start)
  void sweep(context, all)
}

/** What works, but hardly as it was meant. */
function warnOf({ name, models, deprecated, context: { clock, events } }: Edition): void {
  for (const { path, message, remedy } of findUnindexed(models))
    events.emit('warning', { message: `${path} ${message}: ${remedy}` })
  const sunset = deprecated?.sunset === undefined ? undefined : parseDeprecationDate(deprecated.sunset)
  if (sunset !== undefined && sunset <= clock.now())
    events.emit('warning', {
      message: `versions.${name} was to be gone after ${deprecated!.sunset}: remove it, or give it more time`,
    })
}

/** Beside the first requests: who starts need not wait for it, nor fail with it. */
async function sweep({ store, files, events }: ApiContext, models: readonly Model[]): Promise<void> {
  if (files === undefined) return
  try {
    await sweepFiles(store, models, files)
  } catch (cause) {
    // Closed in the midst of it: there is a next start.
    if (cause instanceof Unavailable) return
    events.emit('warning', { message: 'Files that no row has could not be removed.', cause })
  }
}
