import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'node:test'
import { sqlite } from '../../src/sqlite.ts'
import { tryReleases } from './release-changes.ts'
import { Deployment } from './releases.ts'

async function open(): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-releases-'))
  const drop = async () => rmSync(folder, { recursive: true })
  return new Deployment(() => sqlite(join(folder, 'data.db')), drop)
}

describe('two releases on one SQLite file', () => tryReleases(open, true))
