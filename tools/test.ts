// Runs every test that can run here, and says loudly which stores and browsers it did without.
// Arguments are passed on to the runner: `npm test -- --test-name-pattern=cursor`.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

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

const { status } = spawnSync(
  'node',
  ['--test', '--test-timeout=120000', ...process.argv.slice(2), ...patterns],
  {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'test' },
  },
)
process.exit(status ?? 1)
