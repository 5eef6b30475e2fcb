import { randomUUID } from 'node:crypto'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import { within } from '../../kernel/values/within.ts'
import type { Broadcast, Listener } from './broadcast.ts'
import { Listeners } from './listeners.ts'

/** A connection that brings what all instances send, one's own included. */
export interface Link {
  send(text: string): Promise<void>
  /** Resolves when the other side answers. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Where instances meet. */
export interface Medium {
  /**
   * Opens a connection that keeps no process from ending; a rejection says why there is none, which must not take long.
   * @param lose to be called when it ends by itself
   */
  open(receive: (text: string) => void, lose: (cause: unknown) => void): Promise<Link>
}

/** From whom, under which topic, and what: without a text, or a topic, something of that topic, or of any, may be missed. */
type Message = readonly [from: string, topic?: string, text?: string]

// Milliseconds between two looks at a connection, and how long one may take.
const checkEvery = 1000
const patience = 2000

/** Bytes; what PostgreSQL takes at most is 8,000. */
const longest = 6000

/**
 * A broadcast over a connection that is made again whenever it was lost. Whoever comes, or comes back, has missed what was
 * published meanwhile, and may have failed to tell the others something: all of them read anew.
 */
export class Relay implements Broadcast {
  readonly #medium: Medium
  readonly #name = randomUUID()
  readonly #listeners = new Listeners()
  #link: Link | undefined
  #opening: Promise<void> | undefined
  /** Until the next try. */
  #pause: NodeJS.Timeout | undefined
  #checking: NodeJS.Timeout | undefined
  #sent: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(medium: Medium) {
    this.#medium = medium
  }

  get isSound(): boolean {
    return this.#link !== undefined
  }

  publish(topic: string, text: string): void {
    this.#listeners.hear(topic, text)
    void this.#begin()
    const message = [this.#name, topic, text] as const
    this.#send(Buffer.byteLength(JSON.stringify(message)) > longest ? [this.#name, topic] : message)
  }

  subscribe(topic: string, listener: Listener): () => void {
    const end = this.#listeners.add(topic, listener)
    void this.#begin()
    return end
  }

  async ping(): Promise<void> {
    await this.#begin()
    if (this.#link === undefined) throw new Unavailable({ detail: 'Nothing is heard of other instances.' })
    await this.#sent
    await this.#check(this.#link)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    clearTimeout(this.#pause)
    await this.#opening
    clearInterval(this.#checking)
    await this.#sent
    await this.#link?.close()
    this.#link = undefined
  }

  /** Opens a connection, unless there is one or will be. */
  #begin(): Promise<void> | undefined {
    if (this.#link !== undefined || this.#pause !== undefined || this.#closed !== undefined)
      return this.#opening
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  async #open(): Promise<void> {
    let opened: Link | undefined
    try {
      const link = await this.#medium.open(
        (text) => this.#receive(text),
        (cause) => this.#lose(opened, cause),
      )
      this.#link = opened = link
      this.#checking = setInterval(() => void this.#check(link).catch(() => {}), checkEvery).unref()
      // Also what this instance had to say while it could not.
      this.#send([this.#name])
      this.#listeners.miss()
    } catch (cause) {
      this.#fail(cause)
    }
  }

  #send(message: Message): void {
    const link = this.#link
    if (link === undefined) return
    const sending = within(patience, link.send(JSON.stringify(message)))
    this.#sent = Promise.allSettled([this.#sent, sending])
    void Promise.resolve(sending).catch((cause: unknown) => this.#lose(link, cause))
  }

  async #check(link: Link): Promise<void> {
    try {
      await within(patience, link.check())
    } catch (cause) {
      this.#lose(link, cause)
      throw cause
    }
  }

  #lose(link: Link | undefined, cause: unknown): void {
    if (link === undefined || link !== this.#link || this.#closed !== undefined) return
    this.#link = undefined
    clearInterval(this.#checking)
    void link.close().catch(() => {})
    this.#fail(cause)
  }

  #fail(cause: unknown): void {
    if (this.#closed !== undefined) return
    this.#listeners.lose(cause)
    this.#pause = setTimeout(
      () => {
        this.#pause = undefined
        void this.#begin()
      },
      500 + Math.random() * 1000,
    ).unref()
  }

  #receive(json: string): void {
    const message = parseMessage(json)
    if (message === undefined) return
    const [from, topic, text] = message
    if (from === this.#name) return
    if (topic === undefined || text === undefined) this.#listeners.miss(topic)
    else this.#listeners.hear(topic, text)
  }
}

/** Whoever may speak there may speak another language. */
function parseMessage(json: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(json)
    const isMessage =
      Array.isArray(message) && message.length > 0 && message.every((part) => typeof part === 'string')
    return isMessage ? (message as unknown as Message) : undefined
  } catch {
    return undefined
  }
}
