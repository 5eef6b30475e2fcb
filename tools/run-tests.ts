// Starts the runner of Node on one store.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

/** What is run. */
export interface Run {
  /** As `TEST_STORE` calls it. */
  readonly store: string
  readonly files: readonly string[]
  /** Arguments of Node. */
  readonly options: readonly string[]
  /** How results are shown, unless the options say. */
  readonly reporter: 'spec' | 'dot'
}

/** What came of it. */
export interface Result {
  readonly passes: boolean
  readonly summary: string
}

// Node keeps what it compiled, types taken away, instead of compiling it for each file of tests.
const cache = join(import.meta.dirname, '../node_modules/.cache/compiled')

/** Runs the tests of some files, and waits for them. */
export function runTests({ store, files, options, reporter }: Run): Result {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-summary-'))
  const counts = join(folder, 'counts')
  const began = Date.now()
  const reporters = options.some((option) => option.startsWith('--test-reporter'))
    ? []
    : toReporters([reporter, 'stdout'], ['./tools/summary.ts', counts])
  const settings = ['--test-timeout=120000', `--test-concurrency=${Math.max(2, availableParallelism())}`]
  const { status } = spawnSync('node', ['--test', ...settings, ...reporters, ...options, ...files], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: cache, ...process.env, NODE_ENV: 'test', TEST_STORE: store },
  })
  const summary = `${readCounts(counts)} in ${Math.round((Date.now() - began) / 1000)} s`
  rmSync(folder, { recursive: true })
  return { passes: status === 0, summary }
}

const toReporters = (...pairs: (readonly [reporter: string, place: string])[]): string[] =>
  pairs.flatMap(([reporter, place]) => [
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${place}`,
  ])

function readCounts(file: string): string {
  if (!existsSync(file)) return 'done'
  const { passed, failed, cancelled, skipped } = JSON.parse(readFileSync(file, 'utf8'))
  return `${passed} passed, ${failed + cancelled} failed, ${skipped} skipped`
}
