import type { ApiContext } from '../pipeline/api-context.ts'

/** What an API can do for a while without the other processes: each counts for itself then. */
export const parts = ['rate-limits', 'sign-in-attempts'] as const

/** What is not counted together with other processes now, though it should be. */
export async function findDegraded({
  limiter,
  identity,
  clock,
}: ApiContext): Promise<readonly (typeof parts)[number][]> {
  const sound = await Promise.all([limiter?.isSound(clock.now()), identity?.isSound?.()])
  return parts.filter((_, index) => sound[index] === false)
}
