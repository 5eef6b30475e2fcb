import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

interface Place {
  readonly port: number
  readonly host: string
}

const faults: Readonly<
  Record<string, (place: Place) => readonly [path: string, message: string, remedy: string]>
> = {
  EADDRINUSE: ({ port, host }) => [
    'port',
    `${port} of ${host} is taken`,
    'stop what listens there, or take another',
  ],
  EACCES: ({ port }) => ['port', `${port} is not for this user`, 'take one from 1024 on'],
  EADDRNOTAVAIL: ({ host }) => [
    'host',
    `${host} is no address of this machine`,
    'take one that is, or 0.0.0.0',
  ],
  ENOTFOUND: ({ host }) => ['host', `${host} is unknown`, 'take an address of this machine, or 0.0.0.0'],
}

/** Why a server cannot listen: a DeclarationError where another setting would help, else what was thrown. */
export function toListenFault(error: unknown, place: Place): unknown {
  const fault = faults[String((error as NodeJS.ErrnoException | undefined)?.code)]?.(place)
  if (fault === undefined) return error
  const [path, message, remedy] = fault
  return new DeclarationError([{ path, message, remedy }])
}
