/** Where it was measured: without it no figure means anything. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

export type Machine = {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
};

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: totalmem() / 2 ** 30,
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** `2 cores (...), 24 GiB, linux x64, Node v24.21.0` */
export function machineText({ cores, memoryGiB, node, processor, system }: Machine): string {
  return `${cores} cores (${processor}), ${memoryGiB.toFixed(0)} GiB, ${system}, Node ${node}`;
}
