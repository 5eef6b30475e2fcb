import { describe } from 'node:test'
import { tryChanges } from './changes.ts'
import { withTrial } from './trial.ts'

describe('changes of SQLite tables, with their rows', () => tryChanges(withTrial))
