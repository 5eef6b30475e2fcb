import type { DeclarationFault } from '../../../kernel/problem/declaration-error.ts'
import type { Model } from '../model.ts'

/** Page sizes must be possible, a Cache-Control must be able to stand in a header, and a choice be one that there is. */
export function checkOptions(model: Model): DeclarationFault[] {
  return [...checkLimits(model), ...checkCache(model), ...checkIdempotency(model)]
}

function checkLimits({ name, limits: { pageSize, maxPageSize } }: Model): DeclarationFault[] {
  const isSize = (size: number) => Number.isInteger(size) && size >= 1 && size <= 1000
  if (isSize(pageSize) && isSize(maxPageSize) && pageSize <= maxPageSize) return []
  return [
    {
      path: `${name}.limits`,
      message: 'has impossible page sizes',
      remedy: 'choose whole numbers of 1 to 1000, pageSize not above maxPageSize',
    },
  ]
}

function checkCache({ name, cache }: Model): DeclarationFault[] {
  const isOne = cache.list === cache.read
  const declared = isOne
    ? ([['', cache.read]] as const)
    : Object.entries(cache).map(([verb, text]) => [`.${verb}`, text] as const)
  const remedy = "write directives such as 'private, max-age=60'"
  return declared.flatMap(([verb, text]) => {
    const message = findCacheFault(text)
    return message === undefined ? [] : [{ path: `${name}.cache${verb}`, message, remedy }]
  })
}

/** A header is one line of printable ASCII, and an answer is either for all or for one. */
function findCacheFault(text: string): string | undefined {
  if (!/^[ -~]+$/.test(text)) return 'cannot stand in a header'
  const isClosed = /(?:^|[\s,])(?:private|no-store)(?:$|[\s,=])/i.test(text)
  return isClosed && /(?:^|[\s,])public(?:$|[\s,])/i.test(text) ? 'is public and is not' : undefined
}

function checkIdempotency({ name, idempotency }: Model): DeclarationFault[] {
  if (['optional', 'required'].includes(idempotency)) return []
  const remedy = "write 'optional' or 'required'"
  return [{ path: `${name}.idempotency`, message: 'is no way to treat an Idempotency-Key', remedy }]
}
