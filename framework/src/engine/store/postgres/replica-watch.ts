import type { Positions } from './positions.ts'
import type { Replica, Standing } from './replica.ts'
import { WrittenLog, type Progress } from './written-log.ts'

/** Says what is amiss, to whoever operates the service. */
export type Warn = (message: string, cause?: unknown) => void

// Milliseconds.
const lookEvery = 1000
const longestBehind = 10_000
const forgetEvery = 60_000

/** Looks once a second which replicas can be read from. */
export class ReplicaWatch {
  readonly #replicas: readonly Replica[]
  readonly #positions: Positions
  readonly #written = new WrittenLog(longestBehind)
  readonly #faulty = new Set<Replica>()
  #isBlind = false
  #warn: Warn = () => {}
  #usable: readonly Replica[] = []
  #epoch = ''
  #forgotAt = performance.now()
  #first: Promise<void> | undefined
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isEnded = false

  constructor(replicas: readonly Replica[], positions: Positions) {
    this.#replicas = replicas
    this.#positions = positions
  }

  /** Those that readers are shared out among. */
  get usable(): readonly Replica[] {
    return this.#usable
  }

  begin(warn: Warn): void {
    if (this.#first !== undefined || this.#isEnded) return
    this.#warn = warn
    this.#first = this.#lookOn()
  }

  /** Whether nothing was amiss with any of them when they were last looked at. */
  async isSound(): Promise<boolean> {
    await this.#first
    return !this.#isBlind && this.#faulty.size === 0
  }

  async end(): Promise<void> {
    this.#isEnded = true
    this.#usable = []
    clearTimeout(this.#timer)
    await this.#looking
  }

  /** Looks, now and from now on. */
  #lookOn(): Promise<void> {
    this.#looking = this.#look()
      .then(
        () => void (this.#isBlind = false),
        (cause) => this.#goBlind(cause),
      )
      .finally(() => {
        if (!this.#isEnded) this.#timer = setTimeout(() => this.#lookOn(), lookEvery).unref()
      })
    return this.#looking
  }

  /** Without the database it is not known how far replicas should be: then nobody reads anyway. */
  #goBlind(cause: unknown): void {
    if (this.#isBlind || this.#isEnded) return
    this.#isBlind = true
    this.#warn('Whether replicas can be read from is not known: the database does not tell.', cause)
  }

  async #look(): Promise<void> {
    const at = performance.now()
    const { system, position } = await this.#positions.look()
    const { epoch } = await this.#positions.find([])
    if (epoch !== this.#epoch) this.#written.clear()
    this.#epoch = epoch
    this.#written.add(at, position)
    await Promise.all(this.#replicas.map((replica) => this.#judge(replica, system, at)))
    await this.#share()
    if (at - this.#forgotAt < forgetEvery) return
    this.#forgotAt = at
    await this.#positions.forget()
  }

  async #judge(replica: Replica, system: string, at: number): Promise<void> {
    try {
      const standing = await replica.ask()
      const replayed = standing.epoch === this.#epoch ? standing.position : 0
      const progress = this.#written.judge(at, replayed)
      const fault = findFault(standing, system, progress)
      if (fault !== undefined) this.#leaveOut(replica, fault)
      else if (progress === 'current') this.#take(replica, standing)
    } catch (cause) {
      this.#leaveOut(replica, 'does not answer', cause)
    }
  }

  #take(replica: Replica, standing: Standing): void {
    replica.admit(standing)
    this.#faulty.delete(replica)
  }

  #leaveOut(replica: Replica, fault: string, cause?: unknown): void {
    replica.lose(cause)
    if (this.#faulty.has(replica)) return
    this.#faulty.add(replica)
    this.#warn(`The replica ${replica.name} is not read from: it ${fault}.`, cause)
  }

  /** Shares readers out anew where that is due: another replica must have come as far as what they may have seen elsewhere. */
  async #share(): Promise<void> {
    const usable = this.#replicas.filter(({ isAdmitted }) => isAdmitted)
    const isSame =
      usable.length === this.#usable.length && usable.every((each) => this.#usable.includes(each))
    if (isSame) return
    await this.#positions.raise()
    if (!this.#isEnded) this.#usable = usable
  }
}

function findFault(standing: Standing, system: string, progress: Progress): string | undefined {
  if (standing.system !== system) return 'is none of this database'
  if (!standing.follows) return 'follows no other server any more'
  return progress === 'behind' ? `is more than ${longestBehind / 1000} seconds behind` : undefined
}
