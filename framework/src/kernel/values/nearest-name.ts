/** The known name a wrong one was probably meant to be: at most two letters away, or undefined. */
export function findNearestName(wrong: string, known: Iterable<string>): string | undefined {
  if (wrong.length > 60) return undefined
  let nearest: string | undefined
  // A short name is two letters away from almost anything.
  let least = wrong.length < 4 ? 2 : 3
  for (const name of known) {
    if (Math.abs(name.length - wrong.length) >= least) continue
    const distance = countEdits(wrong.toLowerCase(), name.toLowerCase())
    if (distance < least) [nearest, least] = [name, distance]
  }
  return nearest
}

/** The end of a message about a wrong name: the known one that was probably meant, or nothing. */
export function toNameHint(wrong: string, known: Iterable<string>): string {
  const nearest = findNearestName(wrong, known)
  return nearest === undefined ? '' : `; did you mean ${nearest}?`
}

/** Levenshtein distance: letters to insert, delete or replace. */
function countEdits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1))
    }
    previous = current
  }
  return previous[to.length]!
}
