// Draws the icon of resources/public/icon.svg in the forms that the systems want: `node scripts/icons.ts`; a test tells
// when it has to be run again.
import { Resvg } from '@resvg/resvg-js'
import { IconIcns, IconIco } from '@shockpkg/icon-encoder'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageRoot } from './setup/places.js'

export const RESOURCES = join(packageRoot, 'resources')

/** Sides in pixels: Linux takes files of their own, named after their size. */
export const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
export const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256]
/** The type of each picture in a macOS icon, and its side; a picture for a dense screen has a type of its own. */
export const MAC_SIZES: readonly (readonly [type: string, side: number])[] = [
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic04', 16],
  ['ic14', 512],
  ['ic09', 512],
  ['ic05', 32],
  ['ic10', 1024],
  ['ic11', 32],
]

/** Every drawn file, by its path below resources/. */
export async function drawIcons(): Promise<Map<string, Uint8Array>> {
  const svg = readFileSync(join(RESOURCES, 'public', 'icon.svg'), 'utf8')
  const draw = (side: number): Uint8Array => new Resvg(svg, { fitTo: { mode: 'width', value: side } }).render().asPng()
  const windows = new IconIco()
  for (const side of WINDOWS_SIZES) await windows.addFromPng(draw(side), null, true)
  const mac = new IconIcns()
  for (const [type, side] of MAC_SIZES) await mac.addFromPng(draw(side), [type], true)
  return new Map([
    ...LINUX_SIZES.map((side) => [`icons/${side}x${side}.png`, draw(side)] as const),
    ['icon.ico', windows.encode()],
    ['icon.icns', mac.encode()],
  ])
}

if (import.meta.main) {
  for (const [path, content] of await drawIcons()) {
    mkdirSync(dirname(join(RESOURCES, path)), { recursive: true })
    writeFileSync(join(RESOURCES, path), content)
  }
}
