import { openTestStore, type StoreKind, type TestStore } from '../testkit/store';

/** Runs the same cases on the embedded engine and, over a real socket, on a server. */
export function forEachDriver(name: string, cases: (open: () => Promise<TestStore>) => void): void {
  describe.each<StoreKind>(['embedded', 'server'])(`${name} (%s)`, (kind) => cases(() => openTestStore(kind)));
}
