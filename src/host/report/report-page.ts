import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { escapeMarkup } from '../../shared/escape-markup.ts'
import { findAbove } from '../../shared/find-above.ts'
import { REPORT_ELEMENT, type ReportData } from '../../shared/report/report-data.ts'
import { encode } from '../../shared/rpc/codec.ts'

const gzip = promisify(zlib.gzip)

/** What the build makes of src/renderer/app/report: one program and one style sheet. */
interface ReportProgram {
  readonly script: string
  readonly style: string
}

export function readReportProgram(): ReportProgram {
  const read = (name: string) => fs.readFileSync(findAbove(`out/report/${name}`), 'utf8')
  return { script: read('report.js'), style: read('report.css') }
}

/**
 * One page with everything in it. Its policy lets this program and this style sheet run, by their digests, and nothing else:
 * no other script or style, and no network. Data stand in it as base64, which no parser takes for markup.
 */
export async function reportPage(data: ReportData, title: string, program: ReportProgram): Promise<string> {
  const script = asScript(program.script)
  const style = program.style.replaceAll(/<\/(?=style)/gi, '<\\/')
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const packed = (await gzip(encode(data), { level: 9 })).toString('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This report is a page that draws itself: it needs JavaScript, and no network.</noscript>
<script type="application/json" id="${REPORT_ELEMENT}">"${packed}"</script>
<script type="module">${script}</script>
</body>
</html>
`
}

/** Inside a script element these would end it, or begin a comment; in strings and patterns of a program they mean the same so. */
function asScript(code: string): string {
  return code.replaceAll(/<(?=\/script|script|!--)/gi, '\\x3c')
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
