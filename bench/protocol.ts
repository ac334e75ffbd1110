// What the bench and its contenders say to each other: one JSON object a line on standard input and output.
import { z } from 'zod'
import { type Case, caseSchema } from './cases.ts'

/** Requests to a process that runs Saccade. */
export const requestSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('load'), device: z.enum(['cpu', 'gpu']) }),
  /** How fast large matrix products are. */
  z.strictObject({ do: z.literal('peak'), size: z.number() }),
  z.strictObject({ do: z.literal('prepare'), contender: z.enum(['eager', 'compiled']), case: caseSchema }),
  /** Steps without dropout from the first weights, in a model of their own; weights and batches go to a file before. */
  z.strictObject({ do: z.literal('check'), steps: z.number(), exportTo: z.string() }),
  z.strictObject({ do: z.literal('run'), from: z.number(), steps: z.number() }),
  /** A step of a shape not seen before, and the next of the old one. */
  z.strictObject({ do: z.literal('further') }),
  /** So many steps, looking now and then at what they leave behind. */
  z.strictObject({ do: z.literal('memory'), steps: z.number(), samples: z.number() }),
  /** A validation pass, eager and compiled, after so many updates. */
  z.strictObject({ do: z.literal('validation'), case: caseSchema, updates: z.number(), rounds: z.number() }),
  z.strictObject({ do: z.literal('usage') }),
])
export type Request = z.output<typeof requestSchema>

/** The ways to step PyTorch's decoder. */
export const TORCH_DECODERS = ['nn.GRU', 'nn.GRUCell'] as const
type TorchDecoder = (typeof TORCH_DECODERS)[number]

/** Requests to PyTorch's peer. */
export type TorchRequest =
  | { readonly do: 'prepare'; readonly device: 'cpu' | 'gpu'; readonly case: Case; readonly file: string }
  | { readonly do: 'check'; readonly steps: number; readonly decoder: TorchDecoder }
  /** Finds the fastest of these numbers of threads and of both kinds of decoder, and keeps them. */
  | { readonly do: 'tune'; readonly threads: readonly number[]; readonly turns: number; readonly steps: number }
  | { readonly do: 'run'; readonly from: number; readonly steps: number }
  | { readonly do: 'usage' }

export const loadedSchema = z.object({
  version: z.string(),
  device: z.string(),
  interOp: z.number(),
  intraOp: z.number(),
})
export const peakSchema = z.object({ gflops: z.number() })
export const preparedSchema = z.object({
  /** From the engine being ready to the result of the first step: model, compiling, step. */
  firstStepMs: z.number(),
  /** Steps that met a new shape, in order, as [first time, second time]. */
  shapesMs: z.array(z.tuple([z.number(), z.number()])),
  firstLoss: z.number(),
  parameters: z.number(),
  batches: z.number(),
  /** Averages over the batches. */
  tokens: z.number(),
  flops: z.number(),
})
export const checkSchema = z.object({ losses: z.array(z.number()), norms: z.array(z.number()) })
export const runSchema = z.object({ ms: z.array(z.number()), losses: z.array(z.number()) })
export const furtherSchema = z.object({ firstMs: z.number(), backMs: z.number() })
export const memorySchema = z.object({
  samples: z.array(z.object({ step: z.number(), tensors: z.number(), handles: z.number(), rssMb: z.number() })),
})
export const validationSchema = z.object({
  pairs: z.number(),
  batches: z.number(),
  shapes: z.number(),
  /** Share of the first batch's decodes that reach their end. */
  ended: z.number(),
  eagerMs: z.number(),
  compiledMs: z.number(),
  /** Tracing, loading and the first checked calls. */
  compileMs: z.number(),
})
export const usageSchema = z.object({ peakRssMb: z.number() })
/** PyTorch's answer to `prepare`. */
export const torchSchema = z.object({ version: z.string(), device: z.string() })
export const tunedSchema = z.object({
  threads: z.number(),
  decoder: z.enum(TORCH_DECODERS),
  tried: z.array(z.object({ threads: z.number(), decoder: z.enum(TORCH_DECODERS), ms: z.number() })),
})
