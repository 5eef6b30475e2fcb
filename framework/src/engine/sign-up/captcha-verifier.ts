/** Tells people from programs: a port. */
export interface CaptchaVerifier {
  /** Which script a page needs, such as `turnstile`. */
  readonly provider: string
  /** Names the site to the provider; public. */
  readonly siteKey: string
  /**
   * Whether a captcha was solved, as what the provider gave to the page tells: true once for each response. What it
   * throws is CAPTCHA_UNAVAILABLE (503): nobody signs up while captchas cannot be checked.
   * @param address of the client
   */
  verify(response: string, address: string): Promise<boolean>
}
