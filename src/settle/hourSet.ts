const HOUR_NS = 3_600_000_000_000n;
const HOUR_SECONDS = 3600;

export interface ServiceHour {
  readonly service: string;
  /** Start of the hour, seconds since 1970. */
  readonly hour: number;
}

/** The hours of services whose rollups are out of date. */
export class HourSet {
  private readonly services = new Map<string, Set<number>>();

  get size(): number {
    let size = 0;
    for (const hours of this.services.values()) size += hours.size;
    return size;
  }

  /** @param time nanoseconds since 1970 */
  add(service: string, time: bigint): void {
    this.addHour({ service, hour: Number(floorDivide(time, HOUR_NS)) * HOUR_SECONDS });
  }

  addHour({ service, hour }: ServiceHour): void {
    const hours = this.services.get(service);
    if (hours === undefined) this.services.set(service, new Set([hour]));
    else hours.add(hour);
  }

  addAll(other: HourSet): void {
    for (const item of other.sorted()) this.addHour(item);
  }

  clear(): void {
    this.services.clear();
  }

  /** By hour, then by service. */
  sorted(): ServiceHour[] {
    const all = [...this.services].flatMap(([service, hours]) => [...hours].map((hour) => ({ service, hour })));
    return all.sort((a, b) => a.hour - b.hour || (a.service < b.service ? -1 : 1));
  }
}

/** BigInt division cuts towards zero; times before 1970 need the hour below. */
function floorDivide(value: bigint, by: bigint): bigint {
  return value >= 0n || value % by === 0n ? value / by : value / by - 1n;
}
