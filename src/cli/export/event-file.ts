// TensorBoard's event files: records of TFRecord, each an Event of tensorflow/core/util/event.proto.
import protobuf from 'protobufjs/light.js'

/** CRC-32C (Castagnoli), by a table; TFRecord masks it. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
  crc = (crc ^ 0xffffffff) >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

// The messages, as far as they are used here.
const { Event } = protobuf.Root.fromJSON({
  nested: {
    Image: {
      fields: {
        height: { type: 'int32', id: 1 },
        width: { type: 'int32', id: 2 },
        colorspace: { type: 'int32', id: 3 },
        encodedImageString: { type: 'bytes', id: 4 },
      },
    },
    Value: {
      // One of them is there, also where it is 0.
      oneofs: { value: { oneof: ['simpleValue', 'image'] } },
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        image: { type: 'Image', id: 4 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
  },
}).nested as { Event: protobuf.Type }

export interface EventImage {
  readonly height: number
  readonly width: number
  /** 4 is RGBA. */
  readonly colorspace: 4
  /** PNG. */
  readonly encodedImageString: Uint8Array
}

/** What TensorBoard shows at one step; times are in seconds since 1970. */
export interface EventRecord {
  readonly wallTime: number
  readonly step?: number
  readonly fileVersion?: string
  readonly summary?: {
    readonly value: readonly { readonly tag: string; readonly simpleValue?: number; readonly image?: EventImage }[]
  }
}

/** What such a file begins with. */
export const fileVersion = (wallTime: number): EventRecord => ({ wallTime, fileVersion: 'brain.Event:2' })

/** Length, its check sum, the event, its check sum. */
export function eventBytes(event: EventRecord): Uint8Array {
  const data = Event.encode(Event.fromObject(event)).finish()
  const bytes = new Uint8Array(16 + data.length)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true)
  bytes.set(data, 12)
  view.setUint32(12 + data.length, maskedCrc(data), true)
  return bytes
}
