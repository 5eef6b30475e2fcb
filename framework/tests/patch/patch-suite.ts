// The public suite of JSON Patch (npm json-patch-test-suite, of github.com/json-patch/json-patch-tests).
import { readFileSync } from 'node:fs'

/** One case: a document, a patch, and what comes of it or why it is refused. */
export interface SuiteCase {
  readonly title: string
  readonly doc: unknown
  readonly patch: unknown
  /** Undefined where the patch is refused. */
  readonly expected: { readonly document: unknown } | undefined
}

interface Written {
  readonly comment?: string
  readonly doc: unknown
  readonly patch?: unknown
  readonly expected?: unknown
  readonly error?: string
}

const read = (file: string): readonly Written[] =>
  JSON.parse(readFileSync(new URL(import.meta.resolve(`json-patch-test-suite/${file}`)), 'utf8'))

// These two need a member that stands twice in one object, which is lost once the suite itself is parsed.
const isLost = ({ error }: Written): boolean => error?.includes("has two 'op' members") === true

/** Every case of the suite, those included that it disables for what some libraries cannot do. */
export const suite: readonly SuiteCase[] = ['tests.json', 'spec_tests.json'].flatMap((file) =>
  read(file)
    .map((written, index) => ({
      written,
      title: `${file} ${index}: ${written.comment ?? written.error ?? ''}`,
    }))
    .filter(({ written }) => written.patch !== undefined && !isLost(written))
    .map(({ written: { doc, patch, expected, error }, title }) => ({
      title,
      doc,
      patch,
      expected: error === undefined ? { document: expected ?? doc } : undefined,
    })),
)
