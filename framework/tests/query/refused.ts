import { Problem, type Fault } from '../../src/kernel/problem/problem.ts'

/** The faults a call is refused with; anything but an INVALID_QUERY problem is thrown on. */
export function faultsOf(call: () => unknown): readonly Fault[] {
  try {
    call()
  } catch (error) {
    if (error instanceof Problem && error.code === 'INVALID_QUERY' && error.status === 400)
      return error.errors ?? []
    throw error
  }
  return []
}
