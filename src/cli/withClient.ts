import { ServiceClient } from '../evals/serviceClient';
import type { CommandContext } from './main';
import { withService } from './withService';

export interface Where {
  /** Address of a service elsewhere; the own one when absent. */
  readonly endpoint?: string;
}

/** Runs `work` with the API of a service elsewhere, or of the one that owns the store; its token is in PLUMBLINE_TOKEN or the configuration. */
export async function withClient<T>(context: CommandContext, { endpoint }: Where, work: (client: ServiceClient) => Promise<T>): Promise<T> {
  const token = process.env['PLUMBLINE_TOKEN'] ?? context.settings.file.tokens.find((one) => !one.startsWith('sha256:'));
  const clientOf = (url: string): ServiceClient => new ServiceClient({ url, ...(token === undefined ? {} : { token }) });
  return endpoint === undefined ? withService(context, ({ url }) => work(clientOf(url))) : work(clientOf(endpoint.replace(/\/+$/, '')));
}
