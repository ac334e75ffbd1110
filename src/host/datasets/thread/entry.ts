/** A thread of the host that imports datasets, makes their search indexes, and looks through them. */
import { type MessagePort, workerData } from 'node:worker_threads'
import { implement } from '../../../shared/rpc/contract.ts'
import { portChannel } from '../../../shared/rpc/port-channel.ts'
import { serve } from '../../../shared/rpc/rpc.ts'
import { type DataThreadEvents, dataThreadContract } from './contract.ts'
import { createDataWork } from './data-work.ts'

const { port } = workerData as { port: MessagePort }
const tell = (progress: DataThreadEvents['progress']): void => served.emit('progress', progress)
const served = serve<DataThreadEvents>(portChannel(port), implement(dataThreadContract, { data: createDataWork(tell) }))
