/** Takes lines one by one and passes them on together. */
export interface LineBatch {
  write(line: string): void
  /** Passes on what is held back. */
  flush(): void
}

const mostLines = 200

/** Holds lines back until there are many: each hand-over costs more than the making of a line. */
export function createLineBatch(passOn: (text: string) => void): LineBatch {
  let lines: string[] = []
  const flush = () => {
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    passOn(text)
  }
  return {
    flush,
    write(line) {
      if (lines.push(line) >= mostLines) flush()
    },
  }
}
