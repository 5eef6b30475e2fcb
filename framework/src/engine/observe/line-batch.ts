/** Takes lines one by one and passes them on together. */
export interface LineBatch {
  write(line: string): void
  /** Passes on what is held back. */
  flush(): void
}

const mostLines = 200

/** Holds lines back until there are many: each hand-over costs more than the making of a line. */
export function createLineBatch(passOn: (text: string) => void): LineBatch {
  let text = ''
  let lines = 0
  const flush = () => {
    if (lines === 0) return
    const held = text
    text = ''
    lines = 0
    passOn(held)
  }
  return {
    flush,
    write(line) {
      text += line
      if (++lines >= mostLines) flush()
    },
  }
}
