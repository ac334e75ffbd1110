import type { ReportData } from '../../../shared/report/report-data.ts'
import { decode } from '../../../shared/rpc/codec.ts'

/** What a page holds, from the text of its element, as the host that made it put it there. */
export async function readReportData(json: string): Promise<ReportData> {
  const packed: unknown = JSON.parse(json)
  const text = atob(typeof packed === 'string' ? packed : '')
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  // Written by the same program, of the same version, that reads it here.
  return decode(new Uint8Array(await new Response(unpacked).arrayBuffer())) as ReportData
}
