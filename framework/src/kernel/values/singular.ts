const endings: readonly (readonly [RegExp, string])[] = [
  [/ies$/, 'y'],
  [/(s|x|z|ch|sh)es$/, '$1'],
  [/([^s])s$/, '$1'],
]

/** The English singular of a regular plural: `todos` → `todo`, `companies` → `company`; others stay as they are. */
export function toSingular(plural: string): string {
  const ending = endings.find(([pattern]) => pattern.test(plural))
  return ending === undefined ? plural : plural.replace(ending[0], ending[1])
}
