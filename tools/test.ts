// Runs every test that can run here, and says loudly which stores and browsers it did without.
// Arguments are passed on to the runner: `npm test -- --test-name-pattern=cursor`.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { redisUrl } from '../framework/tests/redis/find-redis.ts'
import { needsRedisServer } from '../framework/tests/redis/redis-server.ts'
import { needsCluster } from '../reference/tests/cluster/programs.ts'

const patterns = [
  'framework/tests/**/*.test.ts',
  'reference/tests/**/*.test.ts',
  'examples/**/*.test.ts',
  'tests/**/*.test.ts',
]

const browsers = ['CHROMIUM_PATH', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const hasBrowser = browsers.some((path) => existsSync(process.env[path] ?? path))
if (!hasBrowser) {
  process.stdout.write('SKIPPED: the tests in a browser; install Chromium, or set CHROMIUM_PATH.\n')
}
if (redisUrl === '') {
  process.stdout.write(
    'SKIPPED: the tests that count in Redis; start one on 127.0.0.1:6379, or set TEST_REDIS_URL.\n',
  )
}
if (needsRedisServer.skip !== false) {
  process.stdout.write('SKIPPED: the tests in which Redis goes away; install redis-server.\n')
}

if (needsCluster.skip !== false) {
  process.stdout.write(
    `SKIPPED: the tests of several instances in which all things break; ${needsCluster.skip}.\n`,
  )
}

const postgres = new URL(process.env['TEST_POSTGRES_URL'] ?? 'postgres://127.0.0.1:5432')
if (!(await answers(postgres))) {
  process.stdout.write('SKIPPED: the tests on PostgreSQL; start one, and set TEST_POSTGRES_URL.\n')
}

function answers({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port || 5432), hostname)
    socket.setTimeout(5000, () => socket.destroy())
    socket.on('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => socket.destroy()).on('close', () => resolve(false))
  })
}

const { status } = spawnSync(
  'node',
  ['--test', '--test-timeout=120000', ...process.argv.slice(2), ...patterns],
  {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'test' },
  },
)
process.exit(status ?? 1)
