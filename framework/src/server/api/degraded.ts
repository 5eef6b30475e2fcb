import type { Broadcast } from '../../engine/broadcast/broadcast.ts'
import type { ApiContext } from '../pipeline/api-context.ts'

/** What an API can do without for a while: each process counts and looks for itself then, and the database is read from alone. */
export const parts = ['rate-limits', 'sign-in-attempts', 'broadcast', 'replicas'] as const

/** What is not there now, though it should be. */
export async function findDegraded({
  limiter,
  identity,
  broadcast,
  store,
  clock,
}: ApiContext): Promise<readonly (typeof parts)[number][]> {
  const sound = await Promise.all([
    limiter?.isSound(clock.now()),
    identity?.isSound?.(),
    isHeard(broadcast),
    store.replicas?.isSound(),
  ])
  return parts.filter((_, index) => sound[index] === false)
}

const isHeard = (broadcast: Broadcast): Promise<boolean> =>
  broadcast.ping().then(
    () => true,
    () => false,
  )
