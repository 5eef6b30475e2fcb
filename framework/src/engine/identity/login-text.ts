/** What somebody signs in with, as fields keep it. No field keeps control characters, and not every database can be asked for them. */
export function toLoginText(username: string): string {
  return /[\p{Cc}\p{Cs}]/u.test(username) ? '' : username.normalize('NFC')
}
