/** The order of two texts by code points, from which that of UTF-16 differs beyond U+FFFF. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    if (left.charCodeAt(i) === right.charCodeAt(i)) continue
    return (left.codePointAt(i) ?? 0) - (right.codePointAt(i) ?? 0)
  }
  return left.length - right.length
}
