import cluster from 'node:cluster'
import process from 'node:process'
import { pino, type Logger } from 'pino'
import type { EventMap, Events } from '../../kernel/events/events.ts'
import { createLineBatch, type LineBatch } from './line-batch.ts'
import { toRequestLine } from './request-line.ts'

type Writers = { readonly [Name in keyof EventMap]: (logger: Logger, event: EventMap[Name]) => void }

const writers: Writers = {
  'request.completed': (logger, event) => logger.info(event, 'request'),
  'request.failed': (logger, { id, error }) => logger.error({ id, err: error }, 'request failed'),
  'mail.sent': (logger, event) => logger.info(event, 'mail sent'),
  warning: (logger, { message, cause }) => logger.warn({ err: cause }, message),
}

/** A log and the way to be done with it. */
export interface Log {
  readonly events: Events
  /** Writes what is still held back; done by itself when the process ends in order. */
  flush(): void
}

/** What is written, and where to. */
export interface LogOptions {
  /** Least severity: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. Default: `info`. */
  readonly level?: string
  /** Path of a file that grows. Default: the standard output. */
  readonly file?: string
}

// Workers write to one stream, and what they write at once must stay whole: POSIX promises it of pipes up to this many bytes.
const [pid, mostBytes] = cluster.isWorker ? [process.pid, 4096] : []

const base = pid === undefined ? null : { pid }

/**
 * Writes events as lines of JSON: one line a request, held back for up to a second and written together, since a write
 * for each would cost more than many a request. Warnings and failures are written at once. Lines of workers tell whose
 * they are by `pid`.
 */
export function createLog(options: LogOptions = {}): Log {
  const stream = pino.destination({ dest: options.file ?? 1, sync: true })
  const batch = createLineBatch((text) => stream.write(text), mostBytes)
  const logger = pino({ level: options.level ?? 'info', base }, batch)
  setInterval(batch.flush, 1000).unref()
  flushAtExit(batch.flush)
  return { events: toBatchedEvents(logger, batch), flush: batch.flush }
}

const flushes = new Set<() => void>()

function flushAtExit(flush: () => void): void {
  if (flushes.size === 0) process.once('exit', () => flushes.forEach((each) => each()))
  flushes.add(flush)
}

function toBatchedEvents(logger: Logger, batch: LineBatch): Events {
  const others = toEvents(logger)
  const isInfo = logger.isLevelEnabled('info')
  return {
    emit(name, event) {
      if (name === 'request.completed') {
        if (isInfo) batch.write(toRequestLine(event as EventMap['request.completed'], Date.now(), pid))
        return
      }
      others.emit(name, event)
      batch.flush()
    },
  }
}

function toEvents(logger: Logger): Events {
  return { emit: (name, event) => writers[name](logger, event) }
}

/** Warnings and failures only, to the standard error stream: what an API without a log of its own does. */
export const standardErrorEvents: Events = toEvents(pino({ level: 'warn', base }, pino.destination(2)))
