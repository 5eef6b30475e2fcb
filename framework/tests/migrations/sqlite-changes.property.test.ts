import { test } from 'node:test'
import { tryPairs } from './pairs.ts'
import { withTrial } from './trial.ts'

test('any change leads there and back, and keeps every row', () => tryPairs(withTrial, 200, 20))
