// Runs every test that can run here on SQLite, then those over HTTP on every other store that answers, and says
// loudly what it did without. `npm test -- --test-name-pattern=cursor` passes arguments on to the runner of Node; names of test
// files replace all others, and `TEST_STORE=postgres npm test` runs on that store alone.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findTestedStore, testedStores } from '../framework/src/tooling/testing/tested-stores.ts'
import { findRedisVersion } from '../framework/tests/redis/find-redis.ts'
import { needsRedisServer } from '../framework/tests/redis/redis-server.ts'
import { needsCluster } from '../reference/tests/cluster/programs.ts'
import { findBehaviour } from './behaviour.ts'
import { runTests } from './run-tests.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const browsers = ['CHROMIUM_PATH', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
if (!browsers.some((path) => existsSync(process.env[path] ?? path)))
  say('SKIPPED: the tests in a browser; install Chromium, or set CHROMIUM_PATH.')
if (needsRedisServer.skip !== false) say('SKIPPED: the tests in which Redis goes away; install redis-server.')
const redis = await findRedisVersion()
if (redis === undefined)
  say('SKIPPED: the tests that count in Redis; start one on 127.0.0.1:6379, or set TEST_REDIS_URL.')
if (spawnSync('nginx', ['-v']).error !== undefined) say('SKIPPED: the tests behind nginx; install it.')
if (needsCluster.skip !== false)
  say(`SKIPPED: the tests of several instances in which all things break; ${needsCluster.skip}.`)

/** What is there of the stores, each with its version. */
async function findStores() {
  const found: { readonly name: string; readonly title: string }[] = []
  for (const [name, { title, findVersion }] of testedStores) {
    const variable = `TEST_${name.toUpperCase()}_URL`
    try {
      found.push({ name, title: `${title} ${await findVersion()}` })
    } catch (error) {
      // One that is asked for has to be there.
      if (process.env[variable] !== undefined || process.env['TEST_STORE'] === name) throw error
      say(`SKIPPED: the tests on ${title}; start one, and set ${variable}.`)
    }
  }
  return found
}

const stores = await findStores()
say([...stores.map(({ title }) => title), ...(redis === undefined ? [] : [`Redis ${redis}`])].join(', '))

const isFile = (argument: string) => argument.endsWith('.test.ts')
const given = process.argv.slice(2)
const options = given.filter((argument) => !isFile(argument))
const named = given.filter(isFile)
const below = (...folders: readonly string[]) => folders.map((folder) => `${folder}/**/*.test.ts`)
const everything = named.length > 0 ? named : below('framework/tests', 'reference/tests', 'examples', 'tests')
// All that open a store, on every store, would take half an hour: `TEST_STORE` is for that.
const behaviour = findBehaviour(named.length > 0 ? named : below('framework/tests/http'))

const first = findTestedStore()
const results: { readonly passes: boolean; readonly line: string }[] = []
for (const { name, title } of stores) {
  const isFirst = testedStores.get(name) === first
  const files = isFirst ? everything : behaviour
  if ((process.env['TEST_STORE'] !== undefined && !isFirst) || files.length === 0) continue
  say(`\n${title}: ${isFirst ? 'all tests' : `the tests of ${files.length} files that open a store`}`)
  // What passes has been read once.
  const run = runTests({ store: name, files, options, reporter: isFirst ? 'spec' : 'dot' })
  results.push({ passes: run.passes, line: `${run.passes ? '✔' : '✖'} ${title}: ${run.summary}` })
}

say('')
for (const { line } of results) say(line)
process.exit(results.every(({ passes }) => passes) ? 0 : 1)
