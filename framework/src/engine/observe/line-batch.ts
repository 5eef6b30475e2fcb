/** Takes lines one by one and passes them on together. */
export interface LineBatch {
  write(line: string): void
  /** Passes on what is held back. */
  flush(): void
}

const mostLines = 200

/**
 * Holds lines back until there are many: each hand-over costs more than the making of a line.
 * @param mostBytes how much is handed over at once, but for a line that is longer by itself. Default: it does not matter
 */
export function createLineBatch(passOn: (text: string) => void, mostBytes = Infinity): LineBatch {
  let text = ''
  let lines = 0
  let bytes = 0
  const flush = () => {
    if (lines === 0) return
    const held = text
    text = ''
    lines = 0
    bytes = 0
    passOn(held)
  }
  return {
    flush,
    write(line) {
      if (mostBytes !== Infinity) {
        const size = Buffer.byteLength(line)
        if (bytes + size > mostBytes) flush()
        bytes += size
      }
      text += line
      if (++lines >= mostLines) flush()
    },
  }
}
