/** Between pictures of a sheet, in pixels. */
const GAP = 16
/** Pixels that a picture may have at most, so that a browser can make it. */
const MOST_PIXELS = 60e6

/** SVG files beside and below each other as one, so many in a row. */
export function sheetOf(svgs: readonly string[], columns: number, paper: string): string {
  const sized = svgs.map((svg) => ({ svg, ...sizeOf(svg) }))
  const rows = Array.from({ length: Math.ceil(sized.length / columns) }, (_, row) =>
    sized.slice(row * columns, (row + 1) * columns),
  )
  let [width, height] = [0, 0]
  const placed = rows.flatMap((row) => {
    let x = 0
    const parts = row.map((one) => {
      const part = one.svg.replace('<svg ', `<svg x="${x}" y="${height}" `)
      x += one.width + GAP
      return part
    })
    width = Math.max(width, x - GAP)
    height += Math.max(...row.map((one) => one.height)) + GAP
    return parts
  })
  height = Math.max(height - GAP, 0)
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const ground = `<rect width="100%" height="100%" fill="${paper}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${ground}\n${placed.join('')}</svg>\n`
}

/** Width and height that an SVG says of itself, in pixels. */
export function sizeOf(svg: string): { width: number; height: number } {
  const [, width = '0', height = '0'] = /^<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

/** An SVG as a canvas, twice as fine as the screen's pixels where that is not too large. */
export async function rasterOf(svg: string): Promise<HTMLCanvasElement> {
  const { width, height } = sizeOf(svg)
  const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (width * height)))
  const image = new Image()
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(width * scale)
    canvas.height = Math.ceil(height * scale)
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser draws no canvas')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return canvas
  } finally {
    URL.revokeObjectURL(url)
  }
}
