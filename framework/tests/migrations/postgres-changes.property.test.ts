import { test } from 'node:test'
import { skip } from '../store/postgres-database.ts'
import { tryPairs } from './pairs.ts'
import { withPostgres } from './trial.ts'

test('any change of PostgreSQL tables leads there and back', { skip }, () => tryPairs(withPostgres, 25, 3))
