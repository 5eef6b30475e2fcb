import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely'

/** Connections here are in the modes ANSI_QUOTES and NO_BACKSLASH_ESCAPES: names stand between double
 * quotation marks, and a backslash is itself. */
class PlainQueryCompiler extends MysqlQueryCompiler {
  protected override getLeftIdentifierWrapper(): string {
    return '"'
  }

  protected override getRightIdentifierWrapper(): string {
    return '"'
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return identifier.replaceAll('"', '""')
  }

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
