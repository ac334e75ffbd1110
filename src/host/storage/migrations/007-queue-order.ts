/** The queue is read at every announcement of a run: its order, and both ends of it, without a look at every run. */
export const queueOrder = `
CREATE INDEX run_waiting ON run (queue_order, sequence) WHERE state = 'queued';
CREATE INDEX run_by_queue_order ON run (queue_order);
`
