import type { Api } from './create-api.ts'

/** Lets go of all that an API holds: its store last of what still writes. */
export async function release({ context }: Pick<Api, 'context'>): Promise<void> {
  await context.identity?.settle?.()
  await context.broadcast.close()
  await context.store.close()
  await context.limiter?.close()
}
