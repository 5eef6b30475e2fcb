import type { ApiContext } from '../pipeline/api-context.ts'

/** What an API can do without for a while: each process counts for itself then, and the database is read from alone. */
export const parts = ['rate-limits', 'sign-in-attempts', 'replicas'] as const

/** What is not there now, though it should be. */
export async function findDegraded({
  limiter,
  identity,
  store,
  clock,
}: ApiContext): Promise<readonly (typeof parts)[number][]> {
  const sound = await Promise.all([
    limiter?.isSound(clock.now()),
    identity?.isSound?.(),
    store.replicas?.isSound(),
  ])
  return parts.filter((_, index) => sound[index] === false)
}
