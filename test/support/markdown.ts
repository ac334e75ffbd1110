// As much of Markdown as the tests of the documentation need.

/** The text without code blocks and code in lines. */
export function withoutCode(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```/gm, '').replace(/`[^`\n]*`/g, '`')
}

/** Targets of all links and images. */
export function linksOf(text: string): string[] {
  return Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
}

/** The anchors of all headings, made as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const blocksOut = text.replace(/^( *)```[\s\S]*?^\1```/gm, '')
  const anchors = new Set<string>()
  for (const [, heading = ''] of blocksOut.matchAll(/^#{1,6} (.+)$/gm)) {
    const base = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    let anchor = base
    for (let count = 1; anchors.has(anchor); count++) anchor = `${base}-${count}`
    anchors.add(anchor)
  }
  return anchors
}
