import { describe } from 'node:test'
import { skip } from '../store/postgres-database.ts'
import { tryChanges } from './changes.ts'
import { withPostgres } from './trial.ts'

describe('changes of PostgreSQL tables, with their rows', { skip }, () => tryChanges(withPostgres))
