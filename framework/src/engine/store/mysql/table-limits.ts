import type { Model } from '../../../declaration/resource/model.ts'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import { isTooManyIndexes, isTooWide } from './failure.ts'

/** Makes something of the table of a resource; where its server takes no more in, says whose fault that is. */
export async function withinLimits(model: Model, make: () => Promise<unknown>): Promise<void> {
  try {
    await make()
  } catch (cause) {
    const found = limits.find(({ isBroken }) => isBroken(cause))
    if (found === undefined) throw cause
    const { message, remedy } = found
    throw Object.assign(new DeclarationError([{ path: `${model.name}.fields`, message, remedy }]), { cause })
  }
}

const split = 'move some of the fields to a resource of their own'

const limits = [
  {
    isBroken: isTooManyIndexes,
    message: 'need more indexes than the 64 that a table of MySQL or MariaDB may have',
    remedy: `let fewer of them be .indexed() or .unique(), or ${split}`,
  },
  {
    isBroken: isTooWide,
    message: 'need more than the 65,535 bytes that a row of MySQL or MariaDB may have beside its long texts',
    remedy: `give texts that have an index a max, or ${split}`,
  },
]
