import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A fresh secret of 32 random bytes, in characters that a URL fragment and a WebSocket protocol may hold. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in a time that tells nothing of the secret, not even its length. */
export function sameToken(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
