/** Puts text on the clipboard; where that is not allowed, saves it as a file. Says which it did. */
export async function handOverText(text: string, fileName: string, type = 'text/csv'): Promise<'copied' | 'saved'> {
  try {
    await navigator.clipboard.writeText(text)
    return 'copied'
  } catch {
    save(new Blob([text], { type }), fileName)
    return 'saved'
  }
}

/** The same for a picture, as PNG. */
export async function handOverPicture(canvas: HTMLCanvasElement, fileName: string): Promise<'copied' | 'saved'> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('The picture is too large for this browser')
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
    return 'copied'
  } catch {
    save(blob, fileName)
    return 'saved'
  }
}

/** Saves a file: the browser's way of downloading, in the window with a question where to. */
export function save(blob: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
