/** Keeps the server and the load apart, where the system can pin a process to a core. */
import { spawnSync } from 'node:child_process'

export const SERVER_CORE = 0
export const LOAD_CORE = 1

/** Both cores must be there and allowed: a container may own others. */
export const canPin = [SERVER_CORE, LOAD_CORE].every(
  (core) => spawnSync('taskset', ['-c', `${core}`, 'true'], { stdio: 'ignore' }).status === 0,
)

export function pin(core: number, command: string, args: string[]): [command: string, args: string[]] {
  return canPin ? ['taskset', ['-c', `${core}`, command, ...args]] : [command, args]
}
