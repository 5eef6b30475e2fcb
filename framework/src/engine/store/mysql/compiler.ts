import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely'

/** Connections here are in the modes ANSI_QUOTES and NO_BACKSLASH_ESCAPES: a backslash is itself. */
class PlainQueryCompiler extends MysqlQueryCompiler {
  protected override sanitizeStringLiteral(value: string): string {
    return value.replaceAll("'", "''")
  }
}

/** Compiles SQL text; it has no connection and runs nothing. */
export const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new MysqlIntrospector(kysely),
    createQueryCompiler: () => new PlainQueryCompiler(),
  },
})
