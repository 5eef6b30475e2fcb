import { test } from 'node:test'
import { skip } from '../store/mysql-database.ts'
import { tryPairs } from './pairs.ts'
import { withMysql } from './trial.ts'

test('any change of MariaDB or MySQL tables leads there and back', { skip }, () => tryPairs(withMysql, 15, 3))
