const endings: readonly (readonly [RegExp, string])[] = [
  [/(news|series|species|status)$/i, '$1'],
  [/(movie|cookie|cache)s$/i, '$1'],
  [/(stat|vir|camp|bon|cens|b)uses$/i, '$1us'],
  [/([a-z]{2})ies$/i, '$1y'],
  [/(ss|x|zz|ch|sh)es$/, '$1'],
  [/([^s])s$/, '$1'],
]

/** The English singular of a regular plural: `todos` → `todo`, `companies` → `company`; others stay as they are. */
export function toSingular(plural: string): string {
  const ending = endings.find(([pattern]) => pattern.test(plural))
  return ending === undefined ? plural : plural.replace(ending[0], ending[1])
}
