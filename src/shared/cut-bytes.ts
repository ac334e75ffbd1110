/** As many whole characters as fit into so many bytes of UTF-8. */
export function cutBytes(text: string, most: number): string {
  const bytes = new Uint8Array(most)
  return text.slice(0, new TextEncoder().encodeInto(text, bytes).read)
}
