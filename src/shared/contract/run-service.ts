import type { JsonObject } from '../config/assign.ts'
import type { Comparison, ComparisonRequest } from './comparison.ts'
import type {
  CheckpointInfo,
  CheckpointName,
  LogLine,
  MetricSeries,
  MetricsRequest,
  PackageFile,
  ResumeRequest,
  RunDetail,
  RunId,
  RunScoreReferencesRequest,
  RunSummary,
  RunTranslateRequest,
  Snapshot,
  SnapshotIndex,
  Transition,
} from './runs.ts'
import type { ReferenceScore, Translation } from './trainer.ts'

export interface RunService {
  /** Newest first. */
  list(): Promise<RunSummary[]>
  /** @throws not-found */
  get(request: { run: RunId }): Promise<RunDetail>
  /** Checks every configuration before any is stored, then queues them in order. @throws bad-configuration */
  create(request: { configurations: JsonObject[] }): Promise<{ runs: RunId[] }>
  pause(request: { run: RunId }): Promise<void>
  /** Lets a paused run go on, or queues an ended one to go on from a checkpoint. @throws wrong-state, not-found */
  resume(request: ResumeRequest): Promise<void>
  stop(request: { run: RunId }): Promise<void>
  rename(request: { run: RunId; name: string }): Promise<void>
  /** Deletes ended runs with everything stored of them. @throws wrong-state */
  remove(request: { runs: RunId[] }): Promise<void>
  /** Curves, thinned to about `points` points each by minimum and maximum of step buckets; 0 keeps all. */
  metrics(request: MetricsRequest): Promise<MetricSeries[]>
  /** Steps at which attention was kept, ascending, and the sentences. */
  snapshots(request: { run: RunId }): Promise<SnapshotIndex>
  /** What was kept of one sentence at the latest kept step that is not after `step`. @throws not-found */
  snapshot(request: { run: RunId; step: number; sentence: number }): Promise<Snapshot>
  checkpoints(request: { run: RunId }): Promise<CheckpointInfo[]>
  /**
   * Decodes lines with a stored checkpoint in a worker of its own. Without lines it only tells whether it could.
   * @throws not-found, bad-usage, storage
   */
  translate(request: RunTranslateRequest): Promise<Translation[]>
  /**
   * How probable a stored checkpoint finds the tokens of given targets, with the reference fed: forced decoding. Null
   * where the source has no tokens. Without lines it only tells whether it could. @throws not-found, bad-usage, storage
   */
  scoreReferences(request: RunScoreReferencesRequest): Promise<(ReferenceScore | null)[]>
  /**
   * Scores runs on the validation pairs they have in common and says how sure the differences are. Decodes with stored
   * checkpoints; what was decoded is kept for a while. @throws not-found, bad-usage where the runs have no common pairs
   */
  compare(request: ComparisonRequest): Promise<Comparison>
  /** The model of a stored checkpoint as a PyTorch package, its files in memory. @throws not-found, bad-configuration */
  exportPytorch(request: { run: RunId; checkpoint: CheckpointName }): Promise<{ files: PackageFile[] }>
  /**
   * The way back: weights trained in PyTorch become a finished run, named as the package's run where no name is given.
   * Files that are no part of a package are not looked at.
   * @throws bad-data with every tensor that does not fit, bad-configuration; then nothing was stored
   */
  importPytorch(request: { files: PackageFile[]; name?: string }): Promise<{ run: RunId }>
  log(request: { run: RunId }): Promise<LogLine[]>
  transitions(request: { run: RunId }): Promise<Transition[]>
}
