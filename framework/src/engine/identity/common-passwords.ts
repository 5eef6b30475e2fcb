// NIST SP 800-63B section 3.1.1.2: what is commonly used must not be chosen.
let known: Promise<ReadonlySet<string>> | undefined

/** Whether a password is among the 49,000 most common ones, whatever the case of its letters. */
export async function isCommonPassword(text: string): Promise<boolean> {
  known ??= readList()
  return (await known).has(text.normalize('NFC').trim().toLowerCase())
}

// Read when the first password is set: a start should not wait for it.
async function readList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}
