import { describe } from 'node:test'
import { skip } from '../store/mysql-database.ts'
import { tryChanges } from './changes.ts'
import { withMysql } from './trial.ts'

describe('changes of MariaDB or MySQL tables, with their rows', { skip }, () => tryChanges(withMysql))
