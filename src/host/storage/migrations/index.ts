import { first } from './001-first.ts'
import { windows } from './002-windows.ts'
import { scoreModules } from './003-score-modules.ts'
import { runOrder } from './004-run-order.ts'
import { marksAndBoards } from './005-marks-boards.ts'
import { curveParts } from './006-curve-parts.ts'
import { queueOrder } from './007-queue-order.ts'
import { outputs } from './008-outputs.ts'
import { keptCheckpoints } from './009-kept-checkpoints.ts'
import { windowsOutside } from './010-windows-outside.ts'
import { datasets } from './011-datasets.ts'
import { sweeps } from './012-sweeps.ts'
import { sweepFolders } from './013-sweep-folders.ts'
import type { Migration } from './migration.ts'

/** Migration n brings a database from version n to n + 1. Only ever append: what was released never changes. */
export const MIGRATIONS: readonly Migration[] = [
  first,
  windows,
  scoreModules,
  runOrder,
  marksAndBoards,
  curveParts,
  queueOrder,
  outputs,
  keptCheckpoints,
  windowsOutside,
  datasets,
  sweeps,
  sweepFolders,
]
